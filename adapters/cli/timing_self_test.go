package cli_test

import (
	"testing"
	"time"
)

func TestAUC(t *testing.T) {
	low, high := []time.Duration{1, 2, 3}, []time.Duration{4, 5, 6}
	for _, c := range []struct {
		name          string
		first, second []time.Duration
		want          float64
	}{
		{"always longer", high, low, 1},
		{"always shorter", low, high, 0},
		{"the same", low, low, 0.5},
		{"one of two", []time.Duration{1, 9}, []time.Duration{5}, 0.5},
	} {
		if got := auc(c.first, c.second); got != c.want {
			t.Errorf("%s: auc = %v, want %v", c.name, got, c.want)
		}
	}
}
