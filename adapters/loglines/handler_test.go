package loglines_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"latchkey/adapters/loglines"
)

// TestDurationsHaveAUnit: whoever logs a duration, and wherever in a line it is.
func TestDurationsHaveAUnit(t *testing.T) {
	for _, asJSON := range []bool{true, false} {
		var log bytes.Buffer
		logger := slog.New(loglines.Handler(&log, loglines.Options{JSON: asJSON}))
		logger.With("before", time.Minute).WithGroup("g").Info("x", "took", 1500*time.Microsecond, slog.Group("h", "any", any(time.Hour)), "n", 3)
		line := log.String()
		want := []string{"before_seconds=60 ", "g.took_seconds=0.0015 ", "g.h.any_seconds=3600 ", "g.n=3\n"}
		if asJSON {
			want = []string{`"before_seconds":60,`, `"g":{"took_seconds":0.0015,"h":{"any_seconds":3600},"n":3}`}
		}
		for _, part := range want {
			if !strings.Contains(line, part) {
				t.Errorf("no %s in %s", part, line)
			}
		}
	}
}

// FuzzOneLine (A38): whatever an event says, it is one line, of JSON if that is
// wanted, without a byte that a terminal obeys.
func FuzzOneLine(f *testing.F) {
	for _, text := range []string{"\n{\"level\":\"fatal\"}", "\x1b[2J", "a\u2028b\u2029c\u0085d", "\xff\xfe\x9b31m", "\x00", "\u009b2J\u202e", "=\"", `\`, ""} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, asJSON := range []bool{true, false} {
			var log bytes.Buffer
			slog.New(loglines.Handler(&log, loglines.Options{JSON: asJSON})).With("with", text).WithGroup("g"+text).Info(text, text, text, "error", errorText(text))
			line, ended := strings.CutSuffix(log.String(), "\n")
			if !ended || strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r == '\u2028' || r == '\u2029' }) {
				t.Errorf("not one line: %q", log.String())
			}
			if asJSON && !json.Valid([]byte(line)) {
				t.Errorf("not JSON: %q", line)
			}
		}
	})
}

type errorText string

func (e errorText) Error() string { return string(e) }

// TestNobodyElseFormatsLines: a handler made elsewhere would know neither units
// nor what becomes of lines that cannot be written.
func TestNobodyElseFormatsLines(t *testing.T) {
	err := filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "loglines") {
			return err
		}
		code, err := os.ReadFile(path)
		for _, maker := range []string{"slog.NewJSONHandler(", "slog.NewTextHandler(", "slog.Default(", "\"log\"\n"} {
			if strings.Contains(string(code), maker) {
				t.Errorf("%s has %s", path, maker)
			}
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
