package webshop_test

import (
	"encoding/json"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"latchkey/domain"
)

// TestLongLocalParts puts 70 letters before each of the domain's own vectors:
// that makes an address nobody can have of what is one, and of nothing else.
func TestLongLocalParts(t *testing.T) {
	content, err := os.ReadFile("../../../domain/testdata/emails.txt")
	if err != nil {
		t.Fatal(err)
	}
	s := open(t)
	answers := map[int]int{}
	for line := range strings.Lines(string(content)) {
		fields := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(fields) < 2 {
			continue
		}
		text, err := strconv.Unquote(`"` + fields[1] + `"`)
		if err != nil || !utf8.ValidString(text) || strings.ContainsAny(text, "\x00") || strings.TrimSpace(text) != text {
			continue // not to be sent as text, or cut on its way
		}
		email, err := json.Marshal(strings.Repeat("l", 70) + text)
		if err != nil {
			t.Fatal(err)
		}
		want := 422
		if _, err := domain.ParseEmail("l" + text); err == nil {
			want = 200
		}
		got := s.post(t, forgotPath, object("project_id", "1", "email", string(email)))
		if got.status != want {
			t.Errorf("70 letters before %+q: %d, want %d", text, got.status, want)
		}
		answers[want]++
		s.clock.advance(time.Minute)
	}
	if answers[200] < 100 || answers[422] < 200 {
		t.Errorf("%v answers: the vectors are not what they were", answers)
	}
}
