package cli_test

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestKilledCommands kills an operator's commands at any moment: what they
// leave is what was before or what should be, and doing it again mends it.
func TestKilledCommands(t *testing.T) {
	t.Parallel()
	rounds := crashCycles(t, 12, 4)
	const customers = 20_000
	rows := strings.Builder{}
	rows.WriteString("email,password_hash\n")
	for n := range customers {
		rows.WriteString(customerOf(n) + ",\n")
	}
	file := writeFile(t, "customers.csv", rows.String(), 0o600)
	add := []string{"project", "add", "--name", "Shop", "--shop-url", "https://shop.example", "--from", "no-reply@shop.example"}
	load := []string{"account", "import", "--project", "1", file}

	full := office{t, t.TempDir()}
	full.must("", add...)
	full.must("", load...)
	for round := range rounds {
		o := office{t, t.TempDir()}
		database := filepath.Join(o.folder, "shop.db")
		o.killed(20, add...) // while it makes the tables
		if out, err := o.again(add...); err != nil {
			t.Fatalf("round %d: project add: %v: %s", round, err, out)
		}
		o.killed(400, load...)
		o.must("", "verify")
		if said := o.must("", append(load, "--json")...); !strings.Contains(said, `"rejected":[]`) {
			t.Errorf("round %d: the second import: %s", round, said)
		}
		o.must("", "verify")

		copied := filepath.Join(o.folder, "copy.db")
		o.killed(60, "backup", "--to", copied)
		o.intact(copied)
		o.killed(60, "restore", "--from", filepath.Join(full.folder, "shop.db"))
		o.intact(database)
		o.must("", "restore", "--from", filepath.Join(full.folder, "shop.db"))
		if said := o.must("", load...); !strings.Contains(said, fmt.Sprint(customers)) {
			t.Errorf("round %d: after the restore, an import of what is there says %s", round, said)
		}
	}
}

// killed starts a command and kills it within some milliseconds, unless it has
// ended by then.
func (o office) killed(within int, args ...string) {
	o.t.Helper()
	command := o.command(args...)
	if err := command.Start(); err != nil {
		o.t.Fatal(err)
	}
	fatal := time.AfterFunc(time.Duration(rand.IntN(within*1000))*time.Microsecond, func() { _ = command.Process.Kill() })
	err := command.Wait()
	fatal.Stop()
	if err != nil && !killed(err) {
		o.t.Errorf("latchkey %s: %v", strings.Join(args[:2], " "), err)
	}
}

func (o office) command(args ...string) *exec.Cmd {
	command := exec.Command(binary, args...)
	command.Dir, command.Env = o.folder, append(os.Environ(), "LATCHKEY_DB=shop.db")
	return command
}

func (o office) again(args ...string) ([]byte, error) { return o.command(args...).CombinedOutput() }

// intact fails unless the database is whole, if it is there at all.
func (o office) intact(database string) {
	o.t.Helper()
	if _, err := os.Stat(database); errors.Is(err, fs.ErrNotExist) {
		return
	}
	o.must("", "verify", "--db", database)
}
