package cli_test

import (
	"bytes"
	"os"
	"syscall"
	"testing"
)

// TestTheProgramHasNoKillPoints: what the crash tests die by is not in the
// program that people run, and its switch does nothing there.
func TestTheProgramHasNoKillPoints(t *testing.T) {
	t.Parallel()
	for program, want := range map[string]bool{binary: false, killable(t): true} {
		content, err := os.ReadFile(program)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"LATCHKEY_KILL_AT", "LATCHKEY_KILL_AFTER"} {
			if got := bytes.Contains(content, []byte(name)); got != want {
				t.Errorf("%s contains %s: %v, want %v", program, name, got, want)
			}
		}
	}
	points := []string{"before commit", "after commit", "in redeem", "after redeem"}
	for _, point := range deathPoints() {
		points = append(points, point.name)
	}
	f := newFrailShop(t, binary, len(points), nil)
	for n, point := range points {
		s, err := f.start(dieAt(point, 1)...)
		if err != nil {
			t.Fatalf("%s: %v", point, err)
		}
		token, err := f.newLink(s, customerOf(n))
		if err != nil {
			t.Fatalf("%s: %v", point, err)
		}
		if status, answer, err := f.spend(s, token, n); err != nil || status != 303 {
			t.Errorf("%s: a reset was answered with %d %v %s", point, status, err, answer)
		}
		if err := s.stop(syscall.SIGTERM, patience); err != nil {
			t.Errorf("%s: the program ended with %v", point, err)
		}
	}
}
