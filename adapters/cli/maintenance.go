package cli

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
)

// Finding is one promise that a database breaks.
type Finding struct {
	Invariant string `json:"invariant"` // which promise, in a word or two
	Text      string `json:"text"`      // what is wrong, without an address or a secret
}

type verifyCmd struct {
	DB   string `name:"db" required:"" env:"LATCHKEY_DB" placeholder:"FILE" help:"The database."`
	JSON bool   `name:"json" help:"Print one line of JSON."`
}

// Run prints each finding on one line and fails if there is one.
func (v *verifyCmd) Run(ctx context.Context, terminal *Terminal, commands Commands) error {
	findings, failed := commands.Verify(ctx, v.DB)
	if failed != nil && len(findings) == 0 {
		return failed
	}
	var err error
	if v.JSON {
		err = encode(terminal.Stdout, verifyLine{OK: len(findings) == 0, Findings: append([]Finding{}, findings...)})
	} else {
		err = v.print(terminal, findings)
	}
	if failed != nil {
		return failed // says more than how many there are
	}
	if err == nil && len(findings) > 0 {
		err = fmt.Errorf("promises that %s breaks: %d; restore a backup, or ask for help with these lines", v.DB, len(findings))
	}
	return err
}

type verifyLine struct {
	OK       bool      `json:"ok"`
	Findings []Finding `json:"findings"`
}

func (v *verifyCmd) print(terminal *Terminal, findings []Finding) error {
	if len(findings) == 0 {
		_, err := fmt.Fprintf(terminal.Stdout, "%s keeps every promise\n", oneLine(v.DB))
		return err
	}
	for _, f := range findings {
		if _, err := fmt.Fprintf(terminal.Stdout, "%s: %s\n", oneLine(f.Invariant), oneLine(f.Text)); err != nil {
			return err
		}
	}
	return nil
}

type backupCmd struct {
	DB   string `name:"db" required:"" env:"LATCHKEY_DB" placeholder:"FILE" help:"The database."`
	To   string `required:"" placeholder:"FILE" help:"The copy; a file that is not there yet."`
	JSON bool   `name:"json" help:"Print one line of JSON."`
}

// Run copies a database and says where the copy is.
func (b *backupCmd) Run(ctx context.Context, terminal *Terminal, commands Commands) error {
	if err := twoFiles("--to", b.To, b.DB); err != nil {
		return err
	}
	if err := commands.Backup(ctx, b.DB, b.To); err != nil {
		return err
	}
	return say(terminal, b.JSON, "copied "+b.DB+" to "+b.To, map[string]string{"db": b.DB, "to": b.To})
}

type restoreCmd struct {
	DB   string `name:"db" required:"" env:"LATCHKEY_DB" placeholder:"FILE" help:"The database to replace; no server may use it."`
	From string `required:"" placeholder:"FILE" help:"The backup."`
	JSON bool   `name:"json" help:"Print one line of JSON."`
}

// Run puts a backup in a database's place.
func (r *restoreCmd) Run(ctx context.Context, terminal *Terminal, commands Commands, level slog.Level) error {
	if err := twoFiles("--from", r.From, r.DB); err != nil {
		return err
	}
	kept, err := commands.Restore(ctx, OfficeOptions{DB: r.DB, LogLevel: level, Log: terminal.Stderr}, r.From)
	if err != nil {
		return err
	}
	text, line := "restored "+r.DB+" from "+r.From, map[string]string{"db": r.DB, "from": r.From}
	if kept != "" {
		text += "; the old one is kept as " + kept
		line["kept"] = kept
	}
	return say(terminal, r.JSON, text, line)
}

// twoFiles refuses an empty name and one name given twice.
func twoFiles(name, path, db string) error {
	switch {
	case path == "":
		return usageError{fmt.Errorf("%s is empty; name a file", name)}
	case filepath.Clean(path) == filepath.Clean(db), isSameFile(path, db):
		return usageError{fmt.Errorf("%s and --db are the same file; name another one", name)}
	}
	return nil
}

// isSameFile reports whether both names lead to one file.
func isSameFile(path, other string) bool {
	one, err1 := os.Stat(path)
	two, err2 := os.Stat(other)
	return err1 == nil && err2 == nil && os.SameFile(one, two)
}

// say tells that something is done.
func say(terminal *Terminal, asJSON bool, text string, line map[string]string) error {
	if asJSON {
		return encode(terminal.Stdout, line)
	}
	_, err := fmt.Fprintln(terminal.Stdout, oneLine(text))
	return err
}
