package httpapi_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"latchkey/adapters/httpapi"
)

func TestSparseLog(t *testing.T) {
	var log bytes.Buffer
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	logger := slog.New(httpapi.NewSparseHandler(slog.NewTextHandler(&log, nil), func() time.Time { return now }))
	full := errors.New("disk is full")
	for _, c := range []struct {
		name  string
		after time.Duration // since the step before
		write func()
		want  []string // in the lines that come of it, in this order
	}{
		{"a fault that meets all calls", 0, func() {
			for n := range 1000 {
				logger.Warn("call failed", "route", "/a", "request_id", fmt.Sprint(n), "error", full)
			}
		}, []string{"request_id=0 "}},
		{"another route, another cause, another level", 0, func() {
			logger.Warn("call failed", "route", "/b", "error", full)
			logger.Warn("call failed", "route", "/a", "error", errors.New("locked"))
			logger.Error("call failed", "route", "/a", "error", full)
		}, []string{"route=/b", "locked", "level=ERROR"}},
		{"what concerns one thing each", 0, func() {
			for n := range 3 {
				logger.With("delivery", n).Warn("refused")
			}
			logger.WithGroup("g").Warn("refused")
		}, []string{"delivery=0", "delivery=1", "delivery=2", "refused"}},
		{"derived alike", 0, func() { logger.With("delivery", 2).Warn("refused") }, nil},
		{"what is no trouble", 0, func() { logger.Info("fine"); logger.Info("fine") }, []string{"fine", "fine"}},
		{"just before ten seconds", 10*time.Second - 1, func() { logger.Warn("call failed", "route", "/a", "error", full) }, nil},
		{"after them", 1, func() { logger.Warn("call failed", "route", "/a", "error", full) }, []string{"left_out=1000"}},
		{"a clock set back", -time.Hour, func() { logger.Warn("call failed", "route", "/a", "error", full) }, []string{"call failed"}},
		{"more kinds than are remembered", time.Minute, func() {
			for n := range 2000 {
				logger.Warn("odd", "n", n)
			}
		}, times("odd", 2000)},
		{"which is forgotten again", time.Minute, func() { logger.Warn("odd", "n", 1); logger.Warn("odd", "n", 1) }, []string{"odd"}},
	} {
		now = now.Add(c.after)
		log.Reset()
		c.write()
		lines := strings.Split(strings.TrimSuffix(log.String(), "\n"), "\n")
		if log.Len() == 0 {
			lines = nil
		}
		if len(lines) != len(c.want) {
			t.Errorf("%s: %d lines, want %d: %.300s", c.name, len(lines), len(c.want), log.String())
			continue
		}
		for i, want := range c.want {
			if !strings.Contains(lines[i], want) {
				t.Errorf("%s: line %q, want %q in it", c.name, lines[i], want)
			}
		}
	}
}

func times(text string, n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = text
	}
	return all
}
