package cli

import (
	"runtime/debug"
	"testing"
)

// TestDescribeBuild reads what only a build in a repository knows.
func TestDescribeBuild(t *testing.T) {
	info := &debug.BuildInfo{GoVersion: "go1.2", Main: debug.Module{Version: "v1.0.0"}, Settings: []debug.BuildSetting{
		{Key: "vcs.revision", Value: "abc"}, {Key: "vcs.modified", Value: "true"},
	}}
	if got, want := describeBuild(info), (buildLine{Version: "v1.0.0", Commit: "abc", Modified: true, Go: "go1.2"}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got, want := describeBuild(&debug.BuildInfo{}), (buildLine{Version: "(devel)", Commit: "unknown"}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
