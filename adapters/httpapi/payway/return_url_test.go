package payway_test

import (
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestReturnURLVectors (A27): the vectors of the domain over the wire, byte for
// byte. What is refused leaves no row.
func TestReturnURLVectors(t *testing.T) {
	file, err := os.ReadFile("../../../domain/testdata/return_urls.txt")
	if err != nil {
		t.Fatal(err)
	}
	h := open(t)
	tried := 0
	for line := range strings.Lines(string(file)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		want, sent, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if want == "=" {
			want = sent
		}
		want, sent = unquote(t, want), unquote(t, sent)
		if sent == strings.ToValidUTF8(sent, "") && !strings.Contains(sent, "\x00") { // others are no JSON for this server
			tried++
			h.clock.advance(time.Second)
			got := h.post(requestPath, with(`"jane@example.com"`, `"return_url":`+quote(sent)))
			rows := h.requests.taken()
			if want == "-" {
				got.check(400, wrong("return_url", noURL))
				if len(rows) != 0 {
					t.Errorf("%q: a row was added", sent)
				}
				continue
			}
			got.check(204, "")
			if len(rows) != 1 || rows[0].ReturnURL.String() != want {
				t.Errorf("%q: recorded %v, want %q", sent, rows, want)
			}
		}
	}
	if tried < 300 {
		t.Errorf("only %d vectors", tried)
	}
}

func unquote(t *testing.T, text string) string {
	t.Helper()
	plain, err := strconv.Unquote(`"` + text + `"`)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return plain
}
