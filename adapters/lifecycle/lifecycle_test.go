package lifecycle_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"latchkey/adapters/lifecycle"
)

func TestLastInFirstOut(t *testing.T) {
	var (
		stack lifecycle.Stack
		ended []string
	)
	stack.Add("database", func() error { ended = append(ended, "database"); return errors.New("disk full") })
	stack.Start("worker", func(ctx context.Context) error {
		<-ctx.Done()
		ended = append(ended, "worker")
		return nil
	})
	stack.Add("listener", func() error { ended = append(ended, "listener"); return nil })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := stack.Wait(ctx); err != nil {
		t.Errorf("Wait = %v, want nil", err)
	}
	if err := stack.End(); err == nil || !strings.Contains(err.Error(), "end database: disk full") {
		t.Errorf("End = %v, want the database's error by name", err)
	}
	if want := []string{"listener", "worker", "database"}; !slices.Equal(ended, want) {
		t.Errorf("ended %v, want %v", ended, want)
	}
	if err := stack.End(); err != nil || len(ended) != 3 {
		t.Errorf("a second End = %v, %v, want nothing to happen", err, ended)
	}
}

func TestAPartThatEndsTooEarlyEndsTheWait(t *testing.T) {
	for _, cause := range []error{nil, errors.New("accept failed")} {
		var stack lifecycle.Stack
		stack.Start("healthy", func(ctx context.Context) error { <-ctx.Done(); return nil })
		stack.Start("web server", func(context.Context) error { return cause })
		err := stack.Wait(t.Context())
		if err == nil || !strings.Contains(err.Error(), "web server") || cause != nil && !errors.Is(err, cause) {
			t.Errorf("Wait = %v, want it to name the part and %v", err, cause)
		}
		_ = stack.End()
	}
}
