package cli_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"latchkey/adapters/cli"
	"latchkey/adapters/sqlite"
	"latchkey/app"
	"latchkey/domain"
	"latchkey/ports"
)

// desk runs the operator's commands in this process, on a real database and
// with a clock that stands still.
type desk struct {
	t      *testing.T
	db     string
	now    time.Time
	stdin  string
	probe  ports.RelayProbe
	served cli.ServeOptions // what the last mail test was to be done with
}

// newDesk returns a desk with a database in which there is the shop 1.
func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{t: t, db: filepath.Join(t.TempDir(), "latchkey.db"), now: time.Date(2026, 11, 21, 14, 3, 2, 0, time.UTC)}
	d.ok("project", "add", "--name", "Books & Co", "--shop-url", "https://books.example", "--from", "no-reply@books.example")
	return d
}

// said is what one command has said.
type said struct {
	out, err string
	code     int
}

// run runs one command on the desk's database.
func (d *desk) run(args ...string) said {
	d.t.Helper()
	return d.runOn(d.db, args...)
}

func (d *desk) runOn(db string, args ...string) said {
	d.t.Helper()
	var out, errs bytes.Buffer
	terminal := cli.Terminal{Args: append(args, "--db", db), Stdin: strings.NewReader(d.stdin), Stdout: &out, Stderr: &errs}
	commands := cli.Commands{AdminFuncs: cli.AdminFuncs{OpenOffice: d.openOffice, OpenTestMail: d.openTestMail}}
	code := cli.Run(d.t.Context(), terminal, commands)
	return said{out.String(), errs.String(), code}
}

// ok runs a command that must work, and returns what it printed.
func (d *desk) ok(args ...string) string {
	d.t.Helper()
	s := d.run(args...)
	if s.code != cli.ExitOK || s.err != "" {
		d.t.Fatalf("latchkey %s: exit code %d, %s", strings.Join(args, " "), s.code, s.err)
	}
	return s.out
}

// read runs a command that must work and reads its one JSON document.
func (d *desk) read(into any, args ...string) {
	d.t.Helper()
	decoder := json.NewDecoder(strings.NewReader(d.ok(append(args, "--json")...)))
	if err := decoder.Decode(into); err != nil {
		d.t.Fatalf("latchkey %s: %v", strings.Join(args, " "), err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		d.t.Fatalf("latchkey %s prints more than one document", strings.Join(args, " "))
	}
}

func (d *desk) options(db string) sqlite.Options {
	return sqlite.Options{Path: db, Now: func() time.Time { return d.now }, Log: slog.New(slog.DiscardHandler)}
}

func (d *desk) environment() app.Environment {
	return app.Environment{Now: func() time.Time { return d.now }, Entropy: rand.Reader, Log: slog.New(slog.DiscardHandler)}
}

func (d *desk) openOffice(ctx context.Context, o cli.OfficeOptions) (*app.Office, func() error, error) {
	open := sqlite.OpenBeside
	if _, err := os.Stat(o.DB); err != nil && o.Create {
		open = sqlite.Open
	}
	store, err := open(ctx, d.options(o.DB))
	if err != nil {
		return nil, nil, err
	}
	return &app.Office{Environment: d.environment(), Store: store.Ports(), Hasher: plainHasher{}, Common: plainHasher{}}, store.Close, nil
}

func (d *desk) openTestMail(ctx context.Context, o cli.ServeOptions) (*app.TestMail, func() error, error) {
	d.served = o
	store, err := sqlite.OpenBeside(ctx, d.options(o.DB))
	if err != nil {
		return nil, nil, err
	}
	return &app.TestMail{Environment: d.environment(), Projects: store.Projects(), Writer: plainWriter{}, Probe: d.probe}, store.Close, nil
}

// work runs do on the database as a server would.
func (d *desk) work(do func(*sqlite.Store)) {
	d.t.Helper()
	store, err := sqlite.Open(d.t.Context(), d.options(d.db))
	if err != nil {
		d.t.Fatal(err)
	}
	do(store)
	if err := store.Close(); err != nil {
		d.t.Fatal(err)
	}
}

// asks makes a request for the address, and sends what it leads to.
func (d *desk) asks(address string, relay ports.Mailer) {
	d.t.Helper()
	d.work(func(store *sqlite.Store) {
		email, err := domain.ParseEmail(address)
		if err != nil {
			d.t.Fatal(err)
		}
		request := domain.ResetRequest{
			ProjectID: 1, Email: email, Channel: domain.ViaPayway, RequestedAt: d.now, ClientID: domain.ClientID{7},
			Device: domain.Device{IPAddress: "192.0.2.7", UserAgent: "Mozilla/5.0"},
		}
		if err := store.ResetRequests().Add(d.t.Context(), request); err != nil {
			d.t.Fatal(err)
		}
		deliveries := &app.Deliveries{
			Environment: d.environment(), Requests: store.ResetRequests(), Outbox: store.Outbox(), Writer: plainWriter{}, Mailer: relay,
			BaseURL: "https://reset.example", Caps: domain.DefaultMailCaps(),
		}
		for _, step := range []func(context.Context) (int, error){deliveries.AdmitDue, deliveries.DeliverDue} {
			if _, err := step(d.t.Context()); err != nil {
				d.t.Fatal(err)
			}
		}
	})
}

// relay answers every mail alike.
type relay struct{ fault *domain.RelayFault }

func (r relay) Send(context.Context, domain.Mail) (string, error) {
	if r.fault != nil {
		return "", r.fault
	}
	return "250 2.0.0 Ok: queued as 4F2", nil
}

type plainWriter struct{}

func (plainWriter) Write(l domain.Letter) (domain.Mail, error) {
	return domain.Mail{MessageID: l.ID.String(), To: l.To}, nil
}

type plainHasher struct{}

func (plainHasher) Hash(_ context.Context, p domain.Password) (domain.PasswordHash, error) {
	return domain.PasswordHash("hash of " + p.Reveal()), nil
}

func (plainHasher) Verify(_ context.Context, p domain.Password, hash domain.PasswordHash) (bool, error) {
	return string(hash) == "hash of "+p.Reveal(), nil
}

func (plainHasher) IsWeak(domain.PasswordHash) bool { return false }

func (plainHasher) Contains(p domain.Password) bool { return p.Reveal() == "password" }

// passwordHashOf reads what is stored.
func (d *desk) passwordHashOf(address string) string {
	d.t.Helper()
	var hash domain.PasswordHash
	d.work(func(store *sqlite.Store) {
		email, err := domain.ParseEmail(address)
		if err != nil {
			d.t.Fatal(err)
		}
		account, err := store.Accounts().ByEmail(d.t.Context(), 1, email)
		if err != nil {
			d.t.Fatal(err)
		}
		hash = account.PasswordHash
	})
	return string(hash)
}

// file writes a file and returns its path.
func (d *desk) file(name string, content []byte) string {
	d.t.Helper()
	path := filepath.Join(d.t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		d.t.Fatal(err)
	}
	return path
}

// expect fails unless the text holds each of the parts.
func expect(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("no %q in:\n%s", part, text)
		}
	}
}
