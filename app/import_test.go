package app_test

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"latchkey/adapters/accountfile"
	"latchkey/adapters/argon2id"
	"latchkey/adapters/ratewindows"
	"latchkey/adapters/shophashes"
	"latchkey/adapters/sqlite"
	"latchkey/adapters/sqlite/sqlitetest"
	"latchkey/app"
	"latchkey/domain"
	"latchkey/ports"
)

// "correct horse", as PHP hashes it.
const (
	bcryptHash = "$2y$04$km5rl0QTV.dKDyZm8hx8penhptPBzMfuqA5uhnJjl7x6ESeKQ9V5K"
	argonHash  = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
)

// importing is an import into a real database.
type importing struct {
	*app.Import
	path  string
	store *sqlite.Store
	own   *argon2id.Hasher
	told  []app.ImportDone
}

func newImporting(t testing.TB) *importing {
	t.Helper()
	path := filepath.Join(t.TempDir(), "latchkey.db")
	sqlitetest.Create(t, path)
	store, err := sqlite.Open(t.Context(), sqlite.Options{Path: path, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	own, err := argon2id.New(argon2id.Options{Entropy: rand.Reader, Concurrent: 1, Wait: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	shop := domain.Project{ID: 1, Name: "Shop", ShopURL: "https://shop.example", Sender: email("no-reply@shop.example")}
	if err := store.Projects().Put(t.Context(), shop); err != nil {
		t.Fatal(err)
	}
	return &importing{path: path, store: store, own: own, Import: &app.Import{
		Environment: app.Environment{Now: time.Now, Entropy: rand.Reader, Log: slog.New(slog.DiscardHandler)},
		Store:       store.Ports(), Files: accountfile.Files{}, Hashes: []ports.HashReader{own, shophashes.Hashes{}},
	}}
}

func (i *importing) run(t testing.TB, file io.Reader, format string) (app.ImportDone, error) {
	t.Helper()
	i.told = nil
	return i.Run(t.Context(), app.ImportOrder{Project: 1, File: file, Format: format}, func(d app.ImportDone) { i.told = append(i.told, d) })
}

func wantCounts(t *testing.T, got app.ImportDone, imported, unchanged, rejected int) {
	t.Helper()
	if got.Imported != imported || got.Unchanged != unchanged || got.Rejected != rejected {
		t.Errorf("imported %d, unchanged %d, rejected %d; want %d, %d, %d: %v",
			got.Imported, got.Unchanged, got.Rejected, imported, unchanged, rejected, got.Rejections)
	}
}

func TestImport(t *testing.T) {
	i := newImporting(t)
	rows := []string{
		"email,password_hash,email_verified,language,disabled,external",
		"jane@example.com," + bcryptHash + ",true,nl,false,false",
		"Li@Example.com,,false,,true,false",
		"sso@example.com,,,,,true",
		"Jane <jane@example.com>,,,,,",
		"old@example.com,{SSHA}x,,,,",
		"slow@example.com," + strings.Replace(bcryptHash, "$04$", "$16$", 1) + ",,,,",
		"short@example.com," + bcryptHash[:40] + ",,,,",
		"JANE@EXAMPLE.COM,,,,,",
		"maybe@example.com,,perhaps,,,",
		"latin@example.com,,,la,,",
		",,,,,",
		"few@example.com",
		strings.Repeat("x", 250) + "@example.com,,,,,",
		"own@example.com,\"" + argonHash + "\",,,,",
		"short@example.com,,,,,",
	}
	done, err := i.run(t, strings.NewReader(strings.Join(rows, "\n")), "csv")
	if err != nil {
		t.Fatal(err)
	}
	wantCounts(t, done, 5, 0, 10)
	want := []app.Rejection{
		{5, "email is not one address such as jane@example.com"},
		{6, "password_hash is of no known format"},
		{7, "password_hash would take too much time or memory to check"},
		{8, "password_hash is damaged or incomplete"},
		{9, "email is the same as in line 2"},
		{10, "email_verified is neither true nor false"},
		{11, "language is none that mails are written in"},
		{12, "email is missing"},
		{13, "the row and the header differ in their number of fields: 1 and 6"},
		{14, "email is too long"},
	}
	if !slices.Equal(done.Rejections, want) {
		t.Errorf("rejections %v\nwant %v", done.Rejections, want)
	}
	jane := i.account(t, "jane@example.com")
	if jane.PasswordHash != bcryptHash || !jane.EmailVerified || jane.Language != domain.Dutch || jane.Disabled || jane.External || jane.CreatedAt.IsZero() {
		t.Errorf("jane = %+v with hash %q", jane, string(jane.PasswordHash))
	}
	if li := i.account(t, "li@example.com"); li.PasswordHash != "" || !li.Disabled || li.EmailVerified || li.Email.Address() != "Li@example.com" {
		t.Errorf("li = %+v", li)
	}
	if sso := i.account(t, "sso@example.com"); !sso.External {
		t.Error("sso signs in here, want elsewhere")
	}
	i.wantEvents(t, 1)
}

func (i *importing) account(t *testing.T, address string) domain.Account {
	t.Helper()
	account, err := i.store.Accounts().ByEmail(t.Context(), 1, email(address))
	if err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	return account
}

func (i *importing) wantEvents(t *testing.T, want int) {
	t.Helper()
	events, err := i.store.AuditLog().Newest(t.Context(), ports.AuditQuery{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	got := 0
	for _, event := range events {
		if event.Kind == domain.AuditImported && event.Project == 1 {
			got++
		}
	}
	if got != want {
		t.Errorf("%d imports in the audit log, want %d", got, want)
	}
}

// The second run of a file changes nothing, not even what has changed since.
func TestImportAgain(t *testing.T) {
	i := newImporting(t)
	file := manyRows(2500) + "broken\n"
	for run, want := range [][2]int{{2500, 0}, {0, 2500}} {
		done, err := i.run(t, strings.NewReader(file), "csv")
		if err != nil {
			t.Fatal(err)
		}
		wantCounts(t, done, want[0], want[1], 1)
		if len(i.told) != 3 || i.told[2].Rows() != 2501 {
			t.Errorf("told %d times, the last of %d rows; want 3 and 2501", len(i.told), i.told[len(i.told)-1].Rows())
		}
		if run == 0 {
			changed := i.account(t, "customer7@example.com")
			must(t, i.store.Accounts().Change(t.Context(), changed.ID, func(a *domain.Account) error { a.SetPassword("new"); return nil }))
		}
	}
	if got := i.account(t, "customer7@example.com"); got.PasswordHash != "new" {
		t.Error("importing again has undone a new password")
	}
	if n, err := i.store.AccountLists().Count(t.Context(), 1); n != 2500 || err != nil {
		t.Errorf("%d accounts, %v; want 2500", n, err)
	}
	i.wantEvents(t, 1) // the second did nothing
}

func manyRows(n int) string {
	var file strings.Builder
	file.WriteString("email,password_hash\n")
	for row := range n {
		fmt.Fprintf(&file, "customer%d@example.com,%s\n", row, bcryptHash)
	}
	return file.String()
}

func TestImportJSONLines(t *testing.T) {
	i := newImporting(t)
	file := `{"email":"jane@example.com","password_hash":"` + argonHash + `","email_verified":true}` + "\n" + `{"mail":"x@example.com"}`
	done, err := i.run(t, strings.NewReader(file), "jsonl")
	if err != nil {
		t.Fatal(err)
	}
	wantCounts(t, done, 1, 0, 1)
	if done.Floor != 0 {
		t.Errorf("floor %v for hashes like latchkey's own, want none", done.Floor)
	}
}

// From an import to the first sign-in: PHP's hash lets the customer in, once.
func TestImportedCustomerSignsIn(t *testing.T) {
	i := newImporting(t)
	done, err := i.run(t, strings.NewReader("email,password_hash\njane@example.com,"+bcryptHash+"\n"), "csv")
	must(t, err)
	floor, err := i.store.SignInFloor().Floor(t.Context())
	if err != nil || floor <= 0 || done.Floor != 200*time.Millisecond {
		t.Fatalf("floor %v, %v, told as %v; want one, told as 200 ms", floor, err, done.Floor)
	}
	signIns := &app.SignIns{
		Environment: i.Environment, Accounts: i.store.Accounts(), Hasher: i.own, Windows: ratewindows.New(100),
		Foreign: app.NewForeignSignIns(shophashes.Hashes{}, i.store.SignInFloor(), 1),
	}
	try := func(phrase string) error {
		_, err := signIns.SignIn(t.Context(), app.SignInTry{Project: 1, Email: email("jane@example.com"), Password: password(phrase), Caller: "test"})
		return err
	}
	if err := try("wrong horse"); !errors.Is(err, domain.Unauthenticated) {
		t.Errorf("wrong password: %v, want domain.Unauthenticated", err)
	}
	before := i.account(t, "jane@example.com")
	for range 2 {
		if err := try("correct horse"); err != nil {
			t.Errorf("right password: %v", err)
		}
		if hash := i.account(t, "jane@example.com").PasswordHash; !strings.HasPrefix(string(hash), "$argon2id$") {
			t.Errorf("the hash is %q, want latchkey's own", string(hash))
		}
	}
	if after := i.account(t, "jane@example.com"); after.Generation != before.Generation {
		t.Error("signing in has ended reset links")
	}
	events, err := i.store.AuditLog().Newest(t.Context(), ports.AuditQuery{Limit: 100})
	must(t, err)
	for _, event := range events {
		if event.Kind == domain.AuditPasswordChanged {
			t.Error("the audit log says that the password was changed")
		}
	}
}
