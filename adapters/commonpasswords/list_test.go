package commonpasswords_test

import (
	"runtime"
	"strings"
	"testing"

	"latchkey/adapters/commonpasswords"
	"latchkey/domain"
	"latchkey/ports"
	"latchkey/ports/porttest"
)

func newList(t testing.TB) *commonpasswords.List {
	t.Helper()
	list, err := commonpasswords.New()
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	return list
}

func TestContract(t *testing.T) {
	porttest.CommonPasswords(t, func(t *testing.T) ports.CommonPasswords { return newList(t) })
}

func TestContains(t *testing.T) {
	list := newList(t)
	tests := []struct {
		name  string
		texts []string
		want  bool
	}{
		{"leaked", []string{"password1", "qwerty123", "1q2w3e4r", "PassW0rd", "abcd1234", "trustno1"}, true},
		{"words", []string{"beautiful", "Something", "QUICKSAND"}, true},
		{"first names", []string{"Christopher", "margaret"}, true},
		{"one character", []string{"aaaaaaaa", "zZzZzZzZz", "        ", "éééééééé", "日日日日日日日日", "🙂🙂🙂🙂🙂🙂🙂🙂", strings.Repeat("0", 1024)}, true},
		{"a short unit", []string{"abababab", "12341234", "xyzxyzxy"}, true},
		{"runs", []string{"12345678", "87654321", "34567890123", "abcdefgh", "HGFEDCBA", "uvwxyzab", strings.Repeat("1234567890", 100)}, true},
		{"keyboard rows", []string{"qwertyui", "poiuytrewq", "sdfghjkl", "qwertzui", "azertyui"}, true},
		{"a long unit", []string{"k7#vQk7#vQ"}, false},
		{"nearly", []string{"aaaaaaab", "baaaaaaa", "abcdefgi", "1234567x", "acegikmo", "passwore"}, false},
		{"around a word", []string{" password", "password ", "pass word", "password\n", "password\x00"}, false},
		{"other scripts", []string{"пароль-не-из-списка", "säkerhetslös", "ÀÁÂÃÄÅÆÇ"}, false},
		{"not UTF-8", []string{"\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8"}, false},
		{"good", []string{"correct horse battery staple", "Tr0ub4dor&3x", strings.Repeat("k7#vQ2!mzP", 100)}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, text := range tt.texts {
				p, _ := domain.AnyPassword(text)
				if got := list.Contains(p); got != tt.want {
					t.Errorf("Contains(%q) = %v, want %v", text, got, tt.want)
				}
			}
		})
	}
}

func TestKeepsLittle(t *testing.T) {
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := heap()
	list := newList(t)
	kept := heap() - before
	t.Logf("%d KiB", kept>>10)
	if kept > 1<<20 {
		t.Errorf("keeps %d bytes, want at most 1 MiB", kept)
	}
	runtime.KeepAlive(list)
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		newList(b)
	}
}

func BenchmarkContains(b *testing.B) {
	list := newList(b)
	p, _ := domain.AnyPassword("correct horse battery staple")
	for b.Loop() {
		list.Contains(p)
	}
}
