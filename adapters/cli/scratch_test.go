//go:build linux

package cli_test

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestFromScratch runs the program as the README's container does: static, for
// a user without a name, and with nothing else there but a folder for the
// database. There is no /tmp, no /etc and no /proc.
func TestFromScratch(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can go to an empty root folder")
	}
	if testing.Short() {
		t.Skip("the static program has to be built")
	}
	t.Parallel()
	file := inReadme(t, "(?s)```dockerfile\n(.*?)```")
	for _, needed := range []string{"\nFROM scratch\n", "CGO_ENABLED=0 go build", "\nUSER 65532:65532\n", `ENTRYPOINT ["/latchkey"]`, "LATCHKEY_DB=/data/latchkey.db"} {
		if !strings.Contains(file, needed) {
			t.Errorf("the container file has no %q, so this test tries something else", needed)
		}
	}
	const nameless = 65532
	root := t.TempDir()
	build := exec.Command("go", "build", "-o", filepath.Join(root, "latchkey"), "latchkey")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, err := range []error{os.Chmod(root, 0o755), os.Mkdir(filepath.Join(root, "data"), 0o700), os.Chown(filepath.Join(root, "data"), nameless, nameless)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	contained := func(args ...string) *exec.Cmd {
		cmd := &exec.Cmd{Path: "/latchkey", Args: append([]string{"latchkey"}, args...), Dir: "/", Env: []string{"LATCHKEY_DB=/data/latchkey.db"}}
		cmd.SysProcAttr = &syscall.SysProcAttr{Chroot: root, Credential: &syscall.Credential{Uid: nameless, Gid: nameless}}
		return cmd
	}
	must := func(stdin string, args ...string) {
		t.Helper()
		cmd := contained(args...)
		cmd.Stdin = strings.NewReader(stdin)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("latchkey %s: %v: %s", strings.Join(args, " "), err, out)
		}
	}
	must("", "project", "add", "--name", "Shop", "--shop-url", "https://shop.example", "--from", "no-reply@shop.example")
	must("email,password_hash\njane@shop.example,\n", "account", "import", "--project", "1", "-")
	address := free(t)
	s := &server{exited: make(chan error, 1), cmd: contained("serve", "--json", "--listen", address, "--base-url", "http://"+address, "--smtp", "smtp://127.0.0.1:1")}
	s.cmd.Stderr = &s.stderr
	if err := s.start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.cmd.Process.Kill() })
	office{t, root}.answered(http.StatusOK, s.BaseURL+forgotPath, forgotBody("jane@shop.example"), "")
	must("", "backup", "--to", "/data/backup.db")
	if err := s.stop(syscall.SIGTERM, patience); err != nil {
		t.Errorf("the server ended with %v: %s", err, s.stderr.String())
	}
	must("", "restore", "--from", "/data/backup.db")
	must("", "verify")
}
