package cli_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"latchkey/adapters/cli"
)

func script(t *testing.T, shell string) string {
	t.Helper()
	result := runCommand(t, cli.Commands{}, "completion", shell)
	if result.code != 0 || result.stderr != "" {
		t.Fatalf("completion %s ended %+v", shell, result)
	}
	return result.stdout
}

func needs(t *testing.T, shell string) {
	t.Helper()
	if _, err := exec.LookPath(shell); err != nil {
		t.Skipf("%s is not installed", shell)
	}
}

// TestScriptsParse: each shell can read its script.
func TestScriptsParse(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish"} {
		t.Run(shell, func(t *testing.T) {
			text := script(t, shell)
			needs(t, shell)
			cmd := exec.Command(shell, "-n")
			cmd.Stdin = strings.NewReader(text)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%s -n: %v\n%s", shell, err, out)
			}
		})
	}
	if result := runCommand(t, cli.Commands{}, "completion", "cmd"); result.code != cli.ExitUsage {
		t.Errorf("an unknown shell ended %+v", result)
	}
}

// completed asks bash or fish what may follow words.
func completed(t *testing.T, shell string, words ...string) []string {
	t.Helper()
	ask := map[string]string{
		"bash": "\nCOMP_WORDS=(latchkey \"$@\"); COMP_CWORD=$#; _latchkey; printf '%s\\n' \"${COMPREPLY[@]}\"\n",
		"fish": "\ncomplete -C \"latchkey $argv\" | string split -f1 \\t; true\n",
	}[shell]
	args := []string{"-c", script(t, shell) + ask}
	if shell == "bash" {
		args = append([]string{"--norc", "--noprofile"}, append(args, "bash")...)
	} else {
		args = append([]string{"--no-config"}, append(args, "--")...) // or fish takes flags for its own
	}
	cmd := exec.Command(shell, append(args, words...)...)
	cmd.Dir = t.TempDir()
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v", shell, err)
	}
	return strings.Fields(string(out))
}

func TestCompletions(t *testing.T) {
	for _, shell := range []string{"bash", "fish"} {
		t.Run(shell, func(t *testing.T) {
			needs(t, shell)
			for _, c := range []struct {
				words     []string
				want, not []string
			}{
				{[]string{""}, []string{"serve", "config", "doctor", "demo", "verify", "completion"}, nil},
				{[]string{"ser"}, []string{"serve"}, []string{"config"}},
				{[]string{"serve", "--log-f"}, []string{"--log-format"}, []string{"--log-level"}},
				{[]string{"serve", "--log-format", ""}, []string{"json", "text"}, []string{"serve"}},
				{[]string{"--log-level", ""}, []string{"debug", "error"}, []string{"serve"}},
				{[]string{"--log-level", "debug", "con"}, []string{"config"}, []string{"serve"}},
				{[]string{"--log-level", "config", "ver"}, []string{"verify", "version"}, nil},
				{[]string{"serve", "--db", "verify", "--keep-a"}, []string{"--keep-audit-days"}, nil},
				{[]string{"serve", "--no"}, []string{"--no-docs"}, nil},
				{[]string{"completion", "z"}, []string{"zsh"}, []string{"bash"}},
			} {
				got := completed(t, shell, c.words...)
				for _, want := range c.want {
					if !slices.Contains(got, want) {
						t.Errorf("%q: got %q, want %q in it", c.words, got, want)
					}
				}
				for _, not := range c.not {
					if slices.Contains(got, not) {
						t.Errorf("%q: got %q with %q in it", c.words, got, not)
					}
				}
			}
		})
	}
}

// TestCompletionOfFiles: bash offers files where a flag takes one.
func TestCompletionOfFiles(t *testing.T) {
	needs(t, "bash")
	cmd := exec.Command("bash", "--norc", "--noprofile", "-c", script(t, "bash")+"\n: > here.db\nCOMP_WORDS=(latchkey serve --db he); COMP_CWORD=3; _latchkey; echo ${COMPREPLY[@]}\n")
	cmd.Dir = t.TempDir()
	if out, err := cmd.Output(); err != nil || string(out) != "here.db\n" {
		t.Errorf("got %q, %v, want here.db", out, err)
	}
}
