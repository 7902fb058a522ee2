package cli_test

import (
	"encoding/json"
	"runtime"
	"strings"
	"testing"

	"latchkey/adapters/cli"
)

func TestVersion(t *testing.T) {
	var line struct{ Version, Commit, Go string }
	asJSON := runCommand(t, cli.Commands{}, "version", "--json")
	if err := json.Unmarshal([]byte(asJSON.stdout), &line); err != nil || asJSON.code != 0 {
		t.Fatalf("ended %+v: %v", asJSON, err)
	}
	if line.Version == "" || line.Commit == "" || line.Go != runtime.Version() {
		t.Errorf("told %+v, want a version, a commit and %s", line, runtime.Version())
	}
	words := runCommand(t, cli.Commands{}, "version")
	if !strings.HasPrefix(words.stdout, "latchkey "+line.Version+" (commit "+line.Commit) || strings.Count(words.stdout, "\n") != 1 {
		t.Errorf("told %q, want the same on one line", words.stdout)
	}
	for _, args := range [][]string{{"--version"}, {"serve", "--version"}} {
		if got := runCommand(t, cli.Commands{}, args...); got != words {
			t.Errorf("%v: got %+v, want %+v", args, got, words)
		}
	}
}
