package cli_test

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// smallDisk mounts a file system of two megabytes.
func smallDisk(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	mount := exec.Command("mount", "-t", "tmpfs", "-o", "size=2m,mode=700", "tmpfs", folder)
	if out, err := mount.CombinedOutput(); err != nil {
		t.Skipf("no small file system can be mounted here: %v: %s", err, out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", folder).CombinedOutput(); err != nil {
			t.Errorf("umount: %v: %s", err, out)
		}
	})
	return folder
}

// TestAFullDisk (fault F05): nobody is told yes, everybody the same, a link that
// could not be used is not spent, pages are shown, and all is well soon after
// there is room again.
func TestAFullDisk(t *testing.T) {
	f := newFrailShop(t, binary, 2, nil)
	token := f.client()
	disk := smallDisk(t)
	f.moved(disk)
	s, link := f.startWithLink()
	filler := filepath.Join(disk, "filler")
	if err := fill(filler); err != nil {
		t.Fatal(err)
	}
	const calls = 300
	refused := 0
	for n := range calls {
		got, err := f.asked(s, "webshop", fmt.Sprintf("stranger%d@shop.example", n), "")
		if err != nil || got.status != http.StatusOK && got.status != http.StatusServiceUnavailable {
			t.Fatalf("%+v, %v", got, err)
		}
		if got.status == http.StatusServiceUnavailable {
			refused++
		}
	}
	if refused < calls/2 {
		t.Fatalf("%d of %d were refused: the disk is not full", refused, calls)
	}
	f.refusedAlike(s, token)
	if status, answer, err := f.spend(s, link, 0); err != nil || status != http.StatusServiceUnavailable {
		t.Errorf("a reset on a full disk: %d %v %.300s", status, err, answer)
	}
	if live, err := f.live(s, link); err != nil || !live {
		t.Errorf("the link is live: %v, %v, want it unspent", live, err)
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	f.recovers(s, customerOf(1))
	if status, answer, err := f.spend(s, link, 0); err != nil || status != http.StatusSeeOther {
		t.Errorf("the reset once there is room: %d %v %.300s", status, err, answer)
	}
	if err := s.stop(syscall.SIGTERM, patience); err != nil {
		t.Errorf("the server ended with %v", err)
	}
	for _, told := range []string{"dialect=webshop", "dialect=payway", "route=/forgot/{project}"} {
		if lines := strings.Count(s.stderr.String(), told); lines == 0 || lines > 12 { // one for each cause in ten seconds
			t.Errorf("%d lines with %s tell of the full disk, want a few: %.2000s", lines, told, s.stderr.String())
		}
	}
	if err := f.verified(f.db); err != nil {
		t.Error(err)
	}
}

// TestNoRoomToUpgrade (F05, F23): an upgrade that does not fit leaves the file as
// it is, and says so on one line.
func TestNoRoomToUpgrade(t *testing.T) {
	disk := smallDisk(t)
	db := filepath.Join(disk, "shop.db")
	replay(t, db, 2)
	filler := filepath.Join(disk, "filler")
	if err := fill(filler); err != nil {
		t.Fatal(err)
	}
	room, err := os.Stat(filler)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(filler, room.Size()-64<<10); err != nil { // the file can be opened, and no more
		t.Fatal(err)
	}
	before := contentOf(t, db)
	code, said, err := ended(patience, binary, serveArgs(db)...)
	if err != nil || code != 1 || !strings.Contains(said, "copy the database before it is brought up to date") {
		t.Errorf("exit code %d, %v: %s", code, err, said)
	}
	if got := contentOf(t, db); got != before {
		t.Error("the file has changed")
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	if code, said, err := ended(patience, binary, "project", "list", "--db", db); err != nil || code != 0 {
		t.Errorf("once there is room: exit code %d, %v: %s", code, err, said)
	}
}

// TestReadOnly (fault F07): where nothing can be written, a server says so on
// one line and ends. A backup that lies there can be checked and restored from.
func TestReadOnly(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("needs a file system that can be mounted read-only")
	}
	disk := smallDisk(t)
	f := newFrailShop(t, binary, 1, nil)
	copied := filepath.Join(disk, "backup.db")
	f.does(0, "backup", "--db", f.db, "--to", copied)
	f.moved(disk)
	if out, err := exec.Command("mount", "-o", "remount,ro", disk).CombinedOutput(); err != nil {
		t.Skipf("cannot be made read-only: %v: %s", err, out)
	}
	code, said, err := ended(patience, binary, serveArgs(f.db)...)
	if err != nil || code != 6 || strings.Count(said, "\n") != 1 || !strings.HasPrefix(said, "latchkey: ") || !strings.Contains(said, "mount it for writing") {
		t.Errorf("exit code %d, %v, %q, want 6 and a line that says read-only", code, err, said)
	}
	restored := filepath.Join(t.TempDir(), "restored.db")
	f.does(0, "verify", "--db", copied)
	f.does(0, "restore", "--db", restored, "--from", copied)
	if err := f.verified(restored); err != nil {
		t.Error(err)
	}
	f.does(0, "verify", "--db", f.db)
}
