package app_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

const module = "latchkey"

// listed is what `go list -json` tells about a package.
type listed struct {
	ImportPath string
	Imports    []string
}

// room is what the packages of one room may import. Every room may import the
// standard library save what noIO lists, unless it says otherwise.
type room struct {
	own          []string // of this module
	fullStandard bool     // the standard library with what noIO lists
	foreign      bool     // modules of others
	only         []string // if not nil, the only standard packages allowed
}

// noIO are the standard packages that reach outside the program or hide state.
var noIO = []string{"net/http", "database/sql", "os", "log", "net", "os/exec", "math/rand", "math/rand/v2", "syscall", "testing"}

// domainForbidden leaves out even structured logs.
var domainForbidden = append(slices.Clone(noIO), "log/slog")

// driving and driven adapters by the first folder under adapters/.
var (
	driving = []string{"apidocs", "demohome", "health", "metrics", "httpapi", "httpserver", "pages", "smtpsink", "worker", "lifecycle", "loglines", "cli"}
	driven  = []string{"accountfile", "languages", "shophashes", "sqlite", "surroundings", "smtprelay", "mailtext", "argon2id", "commonpasswords", "ratewindows"}
)

// TestRooms is the import rule of the house: who may know whom.
func TestRooms(t *testing.T) {
	for _, pkg := range listPackages(t) {
		for _, imported := range pkg.Imports {
			if why := violation(pkg.ImportPath, imported); why != "" {
				t.Errorf("%s imports %s: %s", pkg.ImportPath, imported, why)
			}
		}
	}
}

// TestRoomsBite shows that the rule refuses what it is there to refuse.
func TestRoomsBite(t *testing.T) {
	for _, c := range [][2]string{
		{"latchkey/domain", "net/http"}, {"latchkey/domain", "log/slog"}, {"latchkey/domain", "latchkey/ports"},
		{"latchkey/domain", "github.com/x/y"}, {"latchkey/ports", "latchkey/app"}, {"latchkey/ports", "net/http"},
		{"latchkey/app", "latchkey/adapters/sqlite"}, {"latchkey/app", "database/sql"}, {"latchkey/app", "github.com/x/y"},
		{"latchkey/adapters/pages", "latchkey/adapters/sqlite"}, {"latchkey/adapters/pages", "latchkey/ports"},
		{"latchkey/adapters/sqlite", "latchkey/app"}, {"latchkey/adapters/mailtext", "latchkey/migrations"},
		{"latchkey/adapters/httpapi", "latchkey/adapters/httpapi/webshop"},
		{"latchkey/adapters/httpapi/webshop", "latchkey/adapters/httpapi/payway"},
		{"latchkey/adapters/webshop", "latchkey/app"}, {"latchkey/utils", "fmt"}, {"latchkey/migrations", "latchkey/domain"},
		{"latchkey/domain", "latchkey"}, {"latchkey/adapters/sqlite/rows", "latchkey/adapters/sqlite"},
		{"latchkey/adapters/smtprelay/smtprelaytest", "latchkey/adapters/sqlite"},
	} {
		if violation(c[0], c[1]) == "" {
			t.Errorf("%s may import %s, want a violation", c[0], c[1])
		}
	}
}

// violation returns why pkg may not import imported, or "".
func violation(pkg, imported string) string {
	rule, ok := ruleFor(strings.TrimPrefix(strings.TrimPrefix(pkg, module), "/"))
	first, _, _ := strings.Cut(imported, "/")
	switch {
	case !ok:
		return "there is no such room in the house"
	case imported == module:
		return "nobody knows main.go"
	case first == module:
		if !matchesAny(rule.own, strings.TrimPrefix(imported, module+"/")) {
			return fmt.Sprintf("of this module it may know only %v", rule.own)
		}
	case strings.Contains(first, "."):
		if !rule.foreign {
			return "it may not know other modules"
		}
	case rule.only != nil:
		if !slices.Contains(rule.only, imported) {
			return fmt.Sprintf("of the standard library it may know only %v", rule.only)
		}
	case !rule.fullStandard && slices.Contains(noIO, imported),
		strings.HasPrefix(pkg, module+"/domain") && slices.Contains(domainForbidden, imported):
		return "it must not reach outside the program"
	}
	return ""
}

func ruleFor(folder string) (room, bool) {
	switch folder {
	case "":
		return room{own: []string{"..."}, fullStandard: true, foreign: true}, true
	case "domain":
		return room{}, true
	case "ports":
		return room{own: []string{"domain"}, only: []string{"context", "errors", "io", "time"}}, true
	case "ports/porttest":
		return room{own: []string{"domain", "ports"}, fullStandard: true}, true
	case "app":
		return room{own: []string{"domain", "ports"}}, true
	case "adapters/composition": // puts all rooms together
		return room{own: []string{"..."}, fullStandard: true, foreign: true}, true
	case "migrations":
		return room{only: []string{"embed", "io/fs"}}, true
	}
	parts := strings.Split(folder, "/")
	if parts[0] != "adapters" || len(parts) < 2 {
		return room{}, false
	}
	below := parts[0] + "/" + parts[1]
	switch {
	case slices.Contains(driving, parts[1]):
		rule := room{own: []string{"app", "domain"}, fullStandard: true, foreign: true}
		if folder != below { // a dialect may know its parent
			rule.own = append(rule.own, below)
		}
		return rule, true
	case slices.Contains(driven, parts[1]):
		rule := room{own: []string{"ports", "domain"}, fullStandard: true, foreign: true}
		if parts[1] == "sqlite" {
			rule.own = append(rule.own, "migrations")
		}
		if folder == below+"/"+parts[1]+"test" { // a kit for tests may know its parent
			rule.own = append(rule.own, below)
		}
		return rule, true
	}
	return room{}, false
}

func matchesAny(patterns []string, folder string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool { return pattern == "..." || path.Clean(pattern) == folder })
}

func listPackages(t *testing.T) []listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports", module+"/...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []listed
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var one listed
		if err := decoder.Decode(&one); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("go list: %v", err)
		}
		all = append(all, one)
	}
	if len(all) < 4 {
		t.Fatalf("go list found %d packages, want the whole house", len(all))
	}
	return all
}
