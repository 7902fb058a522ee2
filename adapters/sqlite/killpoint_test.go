package sqlite_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"latchkey/ports"
)

// TestKilledShop is what a killed process does: it makes a busyShop. It runs by
// itself only as the child of TestKillPoints.
func TestKilledShop(t *testing.T) {
	path := os.Getenv("LATCHKEY_TEST_DB")
	if path == "" {
		t.Skip("runs as the child of TestKillPoints")
	}
	must(t, busyShop(t, path).Close())
}

// TestKillPoints kills a process at each named point, if this is a build for
// that (-tags killpoints), and looks at what it leaves behind. In every other
// build the points must do nothing.
func TestKillPoints(t *testing.T) {
	for _, c := range []struct {
		point, after string
		requests     int // that are on disk
	}{
		{"before commit", "", 0}, {"before commit", "7", 5}, {"after commit", "", 1}, {"after commit", "7", 6}, {"after lease", "", 6}, {"after lease", "2", 6},
		{"before settle", "", 6}, {"before settle", "3", 6}, {"after settle", "", 6}, {"after settle", "3", 6}, {"in redeem", "", 6}, {"after redeem", "", 6},
	} {
		t.Run(strings.TrimSpace(c.point+" "+c.after), func(t *testing.T) {
			if testing.Short() && !killable && c.after != "2" {
				t.Skip("one shows that this build has no points")
			}
			path := filepath.Join(t.TempDir(), "latchkey.db")
			child := exec.Command(os.Args[0], "-test.run", "^TestKilledShop$")
			child.Env = append(os.Environ(), "LATCHKEY_TEST_DB="+path, "LATCHKEY_KILL_AT="+c.point, "LATCHKEY_KILL_AFTER="+c.after)
			output, err := child.CombinedOutput()
			if killed := child.ProcessState.ExitCode() == -1; killed != killable {
				t.Fatalf("the process was killed: %v, %v, want %v\n%s", killed, err, killable, output)
			}
			if got := verify(t, path); len(got) != 0 {
				t.Errorf("left behind: %+v", got)
			}
			store := openStore(t, path)
			records, err := store.Timeline().Requests(t.Context(), ports.RequestQuery{Limit: 10})
			if want := map[bool]int{true: c.requests, false: 6}[killable]; err != nil || len(records) != want {
				t.Errorf("%d requests on disk, %v, want %d", len(records), err, want)
			}
			n, err := store.Outbox().Reclaim(t.Context(), noon)
			if err != nil {
				t.Errorf("Reclaim: %v", err)
			}
			if c.point == "after lease" && killable && n == 0 {
				t.Error("nothing is left to be reclaimed after a lease")
			}
			if got := verify(t, path); len(got) != 0 {
				t.Errorf("after the next start: %+v", got)
			}
		})
	}
}
