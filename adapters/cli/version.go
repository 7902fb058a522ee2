package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"runtime/debug"

	"github.com/alecthomas/kong"
)

type versionCmd struct {
	JSON bool `name:"json" help:"Print one line of JSON."`
}

// Run prints what this program was built from.
func (v *versionCmd) Run(terminal *Terminal) error {
	if v.JSON {
		return json.NewEncoder(terminal.Stdout).Encode(thisBuild())
	}
	return thisBuild().print(terminal.Stdout)
}

// versionFlag is --version, which is answered wherever it stands.
type versionFlag bool

// IgnoreDefault tells kong that the flag is no setting.
func (versionFlag) IgnoreDefault() {}

// BeforeReset prints the version and ends the program.
func (versionFlag) BeforeReset(app *kong.Kong) error {
	err := thisBuild().print(app.Stdout)
	app.Exit(ExitOK)
	return err
}

// buildLine is what a program knows of its own making.
type buildLine struct {
	Version  string `json:"version"`
	Commit   string `json:"commit"`   // "unknown" if built outside a repository
	Modified bool   `json:"modified"` // built from files that were not committed
	Go       string `json:"go"`
}

// BuildVersion returns the version the program was built as.
func BuildVersion() string { return thisBuild().Version }

func thisBuild() buildLine {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{}
	}
	return describeBuild(info)
}

func describeBuild(info *debug.BuildInfo) buildLine {
	build := buildLine{Version: info.Main.Version, Commit: "unknown", Go: info.GoVersion}
	if build.Version == "" {
		build.Version = "(devel)"
	}
	for _, setting := range info.Settings {
		switch setting.Key {
		case "vcs.revision":
			build.Commit = setting.Value
		case "vcs.modified":
			build.Modified = setting.Value == "true"
		}
	}
	return build
}

func (b buildLine) print(stdout io.Writer) error {
	modified := ""
	if b.Modified {
		modified = ", modified"
	}
	_, err := fmt.Fprintf(stdout, "latchkey %s (commit %s%s, %s)\n", b.Version, b.Commit, modified, b.Go)
	return err
}
