package porttest

import (
	"sync"
	"testing"

	"latchkey/ports"
)

// CommonPasswords checks what ports.CommonPasswords promises of what new returns.
func CommonPasswords(t *testing.T, new func(t *testing.T) ports.CommonPasswords) {
	tests := []struct {
		text string
		want bool
	}{
		{"password", true},
		{"PASSWORD", true},
		{"pAssWord", true},
		{"12345678", true},
		{"iloveyou", true},
		{"qwertyuiop", true},
		{"aaaaaaaa", true},
		{"", false},
		{"correct horse battery staple", false},
		{"k7#vQ2!mzP", false},
		{"pa\u017f\u017fword", false}, // ſ folds to s in Unicode, but it is another letter
	}
	t.Run("knows them in any letter case", func(t *testing.T) {
		common := new(t)
		for _, tt := range tests {
			if got := common.Contains(plain(tt.text)); got != tt.want {
				t.Errorf("Contains(%q) = %v, want %v", tt.text, got, tt.want)
			}
		}
	})
	t.Run("answers several at once", func(t *testing.T) {
		common := new(t)
		var calls sync.WaitGroup
		for _, tt := range tests {
			calls.Go(func() {
				if got := common.Contains(plain(tt.text)); got != tt.want {
					t.Errorf("Contains(%q) = %v, want %v", tt.text, got, tt.want)
				}
			})
		}
		calls.Wait()
	})
}
