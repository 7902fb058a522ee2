package porttest

import (
	"testing"
	"time"

	"latchkey/ports"
)

// SignInFloor checks what ports.SignInFloor promises of what new returns, which
// must be empty.
func SignInFloor(t *testing.T, new func(t *testing.T) ports.SignInFloor) {
	floor := new(t)
	wantFloor(t, floor, 0)
	for _, step := range []struct{ raise, want time.Duration }{
		{300 * time.Millisecond, 300 * time.Millisecond},
		{200 * time.Millisecond, 300 * time.Millisecond}, // never lower
		{9 * time.Millisecond, 300 * time.Millisecond},   // compared as a number
		{1200*time.Millisecond + 1, 1201 * time.Millisecond},
		{0, 1201 * time.Millisecond},
	} {
		if err := floor.Raise(t.Context(), step.raise); err != nil {
			t.Fatalf("Raise(%v): %v", step.raise, err)
		}
		wantFloor(t, floor, step.want)
	}
}

func wantFloor(t *testing.T, floor ports.SignInFloor, want time.Duration) {
	t.Helper()
	if got, err := floor.Floor(t.Context()); got != want || err != nil {
		t.Errorf("Floor = %v, %v, want %v", got, err, want)
	}
}
