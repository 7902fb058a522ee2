package cli_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// binary is latchkey as a person would run it, built once for all stories.
var binary string

func TestMain(m *testing.M) {
	if address := os.Getenv(noopEnv); address != "" {
		serveNoop()
		return
	}
	os.Exit(buildAndRun(m))
}

func buildAndRun(m *testing.M) int {
	dir, err := os.MkdirTemp("", "latchkey-stories-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	binary = filepath.Join(dir, "latchkey")
	build := exec.Command("go", "build", "-o", binary, "latchkey")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "build latchkey:", err)
		return 1
	}
	return m.Run()
}

// TestStories runs what testdata tells about the built binary.
func TestStories(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			env.Setenv("PATH", filepath.Dir(binary)+string(os.PathListSeparator)+env.Getenv("PATH"))
			env.Setenv("TMPDIR", env.WorkDir+"/tmp")
			env.Values[demosKey{}], env.Values[serversKey{}] = &demos{}, &servers{}
			return os.Mkdir(filepath.Join(env.WorkDir, "tmp"), 0o700)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"demo": cmdDemo, "end": cmdEnd, "call": cmdCall, "calls": cmdCalls,
			"mail": cmdMail, "mails": cmdMails, "same": cmdSame, "empty": cmdEmpty, "take": cmdTake,
			"serve": cmdServe, "stop": cmdStop, "on": cmdOn, "code": cmdCode,
			"within": cmdWithin, "settled": cmdSettled, "waiting": cmdWaiting,
		},
		RequireUniqueNames: true,
	})
}

// cmdEmpty fails unless the folder is there and empty: empty FOLDER.
func cmdEmpty(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: empty FOLDER")
	}
	entries, err := os.ReadDir(ts.MkAbs(args[0]))
	ts.Check(err)
	if (len(entries) == 0) == neg {
		ts.Fatalf("%s holds %d entries", args[0], len(entries))
	}
}
