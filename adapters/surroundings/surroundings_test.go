package surroundings_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"latchkey/adapters/surroundings"
)

func TestSurroundings(t *testing.T) {
	sick, newest := errors.New("sick"), time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	s := surroundings.New(surroundings.Config{
		Database: filepath.Join(t.TempDir(), "latchkey.db"),
		Findings: func(context.Context) ([]string, error) { return []string{"I7"}, sick },
		Newest:   func(context.Context) (time.Time, error) { return newest, nil },
	})
	if free, err := s.FreeBytes(t.Context()); err != nil || free == 0 {
		t.Errorf("FreeBytes = %d, %v", free, err)
	}
	if findings, err := s.Verify(t.Context()); len(findings) != 1 || !errors.Is(err, sick) {
		t.Errorf("Verify = %v, %v", findings, err)
	}
	if at, err := s.NewestRow(t.Context()); !at.Equal(newest) || err != nil {
		t.Errorf("NewestRow = %s, %v", at, err)
	}
	gone := surroundings.New(surroundings.Config{Database: filepath.Join(t.TempDir(), "gone", "latchkey.db")})
	if _, err := gone.FreeBytes(t.Context()); err == nil {
		t.Error("there is room in a folder that is not there")
	}
}

func TestFetchFollowsNoRedirect(t *testing.T) {
	visits := map[string]int{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		visits[r.URL.Path]++
		if r.URL.Path == "/moved" {
			http.Redirect(w, r, "/elsewhere", http.StatusFound)
		}
	}))
	defer server.Close()
	s := surroundings.New(surroundings.Config{Client: server.Client()})
	for path, want := range map[string]int{"/healthz": 200, "/moved": 302} {
		if got, err := s.Fetch(t.Context(), server.URL+path); got != want || err != nil {
			t.Errorf("%s: %d, %v; want %d", path, got, err, want)
		}
	}
	if visits["/elsewhere"] != 0 {
		t.Error("a redirect was followed")
	}
	server.Close()
	if _, err := s.Fetch(t.Context(), server.URL); err == nil {
		t.Error("a server that is gone answers")
	}
}
