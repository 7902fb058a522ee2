package sqlite_test

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"latchkey/adapters/sqlite"
	"latchkey/domain"
)

func quiet() sqlite.Options {
	return sqlite.Options{Now: func() time.Time { return erasedAt }, Log: slog.New(slog.DiscardHandler)}
}

// TestBackupWhileAServerWrites: the copy is whole, of one moment, and its
// owner's only.
func TestBackupWhileAServerWrites(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "latchkey.db")
	store, _ := shopWith(t, path)
	stop, writing := make(chan struct{}), sync.WaitGroup{}
	writing.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				askFor(t, store, 1, "nobody@example.com")
			}
		}
	})
	for _, name := range []string{"one.db", "two.db", "three.db"} {
		copied := filepath.Join(folder, name)
		must(t, sqlite.Backup(t.Context(), path, copied))
		info, err := os.Stat(copied)
		must(t, err)
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, want 0600", name, info.Mode().Perm())
		}
		findings, err := sqlite.Verify(t.Context(), copied)
		must(t, err)
		if len(findings) > 0 {
			t.Errorf("%s: %v", name, findings)
		}
		if got := count(t, copied, "SELECT count(*) FROM accounts"); got != 2 {
			t.Errorf("%s has %d accounts, want 2", name, got)
		}
	}
	close(stop)
	writing.Wait()
	entries, err := os.ReadDir(folder)
	must(t, err)
	for _, entry := range entries {
		if strings.HasSuffix(entry.Name(), ".part") {
			t.Errorf("%s is left behind", entry.Name())
		}
	}
}

func TestBackupOverwritesNothing(t *testing.T) {
	folder := t.TempDir()
	path, taken := filepath.Join(folder, "latchkey.db"), filepath.Join(folder, "taken")
	store, _ := shopWith(t, path)
	must(t, os.WriteFile(taken, []byte("mine"), 0o600))
	if err := sqlite.Backup(t.Context(), path, taken); !errors.Is(err, sqlite.ErrExists) {
		t.Errorf("a backup onto a file: %v, want ErrExists", err)
	}
	if content, _ := os.ReadFile(taken); string(content) != "mine" {
		t.Error("the file was overwritten")
	}
	if err := sqlite.Backup(t.Context(), filepath.Join(folder, "gone.db"), filepath.Join(folder, "new")); !errors.Is(err, sqlite.ErrMissing) {
		t.Errorf("a backup of nothing: %v, want ErrMissing", err)
	}
	if err := sqlite.Backup(t.Context(), taken, filepath.Join(folder, "new")); !errors.Is(err, sqlite.ErrForeign) {
		t.Errorf("a backup of a text: %v, want ErrForeign", err)
	}
	must(t, store.Close())
}

// TestRestoreRevokesLinks (F30): what was a live link in the backup may have
// been used since.
func TestRestoreRevokesLinks(t *testing.T) {
	folder := t.TempDir()
	path, copied := filepath.Join(folder, "latchkey.db"), filepath.Join(folder, "backup.db")
	store, jane := shopWith(t, path)
	token, err := domain.MintResetToken(counting(1))
	must(t, err)
	must(t, store.ResetTokens().Issue(t.Context(), domain.Issue(token, domain.DeliveryID{}, jane, erasedAt)))
	askFor(t, store, 1, "jane.canary@example.com")
	admit(t, store)
	client := domain.ClientID{7}
	must(t, store.APIClients().Add(t.Context(), domain.APIClient{ID: client, ProjectID: 1, CreatedAt: erasedAt}))
	must(t, store.AccessTokens().Add(t.Context(), domain.IssuedAccessToken{ClientID: client, IssuedAt: erasedAt}, domain.SecretHash{}))
	must(t, sqlite.Backup(t.Context(), path, copied))
	must(t, store.Accounts().Remove(t.Context(), jane.ID))

	if _, err := sqlite.Restore(t.Context(), path, copied, quiet()); !errors.Is(err, sqlite.ErrInUse) {
		t.Fatalf("a restore under a running server: %v, want ErrInUse", err)
	}
	must(t, store.Close())
	kept, err := sqlite.Restore(t.Context(), path, copied, quiet())
	must(t, err)

	restored := openStore(t, path)
	holder, err := restored.ResetTokens().Inspect(t.Context(), token.Hash())
	must(t, err)
	if got := holder.Token.StateAt(erasedAt, holder.Account); got != domain.TokenRevoked {
		t.Errorf("a link of the backup is %s, want revoked", got)
	}
	for query, want := range map[string]int{
		"SELECT count(*) FROM deliveries WHERE state = 'waiting'":                   0,
		"SELECT count(*) FROM deliveries WHERE state = 'dropped'":                   1,
		"SELECT count(*) FROM audit_events WHERE kind = 'backup_restored'":          1,
		"SELECT count(*) FROM access_tokens":                                        0,
		"SELECT count(*) FROM accounts WHERE email_key = 'jane.canary@example.com'": 1,
	} {
		if got := count(t, path, query); got != want {
			t.Errorf("%s: %d, want %d", query, got, want)
		}
	}
	if got := count(t, kept, "SELECT count(*) FROM accounts"); got != 1 {
		t.Errorf("the database that was replaced has %d accounts, want its own 1", got)
	}
	findings, err := sqlite.Verify(t.Context(), path)
	must(t, err)
	if len(findings) > 0 {
		t.Errorf("the restored database: %v", findings)
	}
	for _, leftover := range []string{path + ".restored", path + ".restored-wal", path + ".restored.lock"} {
		if _, err := os.Lstat(leftover); err == nil {
			t.Errorf("%s is left behind", filepath.Base(leftover))
		}
	}
}

func TestRestoreWhereNothingIs(t *testing.T) {
	folder := t.TempDir()
	path, copied := filepath.Join(folder, "latchkey.db"), filepath.Join(folder, "backup.db")
	store, _ := shopWith(t, path)
	must(t, sqlite.Backup(t.Context(), path, copied))
	must(t, store.Close())
	fresh := filepath.Join(folder, "fresh.db")
	kept, err := sqlite.Restore(t.Context(), fresh, copied, quiet())
	must(t, err)
	if kept != "" {
		t.Errorf("%s is kept of nothing", kept)
	}
	if got := count(t, fresh, "SELECT count(*) FROM accounts"); got != 2 {
		t.Errorf("%d accounts, want 2", got)
	}
}

// TestRestoreRefusesDamage: neither half a backup nor another program's file
// takes the place of a database.
func TestRestoreRefusesDamage(t *testing.T) {
	folder := t.TempDir()
	path, copied := filepath.Join(folder, "latchkey.db"), filepath.Join(folder, "backup.db")
	store, _ := shopWith(t, path)
	must(t, sqlite.Backup(t.Context(), path, copied))
	must(t, store.Close())
	before := fileHash(t, path)
	overwritePage(t, copied, 4)
	foreign := filepath.Join(folder, "foreign.db")
	shell(t, foreign, "CREATE TABLE t (x)")
	for from, want := range map[string]error{copied: sqlite.ErrCorrupt, foreign: sqlite.ErrForeign, filepath.Join(folder, "gone"): sqlite.ErrMissing} {
		if _, err := sqlite.Restore(t.Context(), path, from, quiet()); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", filepath.Base(from), err, want)
		}
	}
	if fileHash(t, path) != before {
		t.Error("the database has changed")
	}
}

// TestBackupOfADamagedDatabase: it is the database that is told to be damaged,
// not the copy, and there is none.
func TestBackupOfADamagedDatabase(t *testing.T) {
	for name, page := range map[string]int{"the schema": 2, "a table": 4} {
		folder := t.TempDir()
		path, copied := filepath.Join(folder, "latchkey.db"), filepath.Join(folder, "backup.db")
		store, _ := shopWith(t, path)
		must(t, store.Close())
		overwritePage(t, path, page)
		if err := sqlite.Backup(t.Context(), path, copied); !errors.Is(err, sqlite.ErrCorrupt) || errors.Is(err, sqlite.ErrCopy) {
			t.Errorf("%s: Backup = %v, want ErrCorrupt alone", name, err)
		}
		if left, err := filepath.Glob(copied + "*"); err != nil || len(left) > 0 {
			t.Errorf("%s: %v, %v are left of the copy", name, left, err)
		}
	}
}

// TestBackupOfWhatAKilledServerLeft: the log beside the file belongs to it.
func TestBackupOfWhatAKilledServerLeft(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "latchkey.db")
	store, _ := shopWith(t, path)
	askFor(t, store, 1, "nobody@example.com")
	dead := filepath.Join(folder, "dead.db")
	for _, suffix := range []string{"", "-wal"} { // as a power cut leaves them: no -shm
		content, err := os.ReadFile(path + suffix)
		must(t, err)
		must(t, os.WriteFile(dead+suffix, content, 0o600))
	}
	copied := filepath.Join(folder, "copy.db")
	must(t, sqlite.Backup(t.Context(), dead, copied))
	if got := count(t, copied, "SELECT count(*) FROM reset_requests"); got != 1 {
		t.Errorf("the backup has %d requests, want 1", got)
	}
}

// TestACopyIsLookedAt: what SQLite copies without a word, though its own rules
// forbid it, is no backup.
func TestACopyIsLookedAt(t *testing.T) {
	folder := t.TempDir()
	path, copied := filepath.Join(folder, "latchkey.db"), filepath.Join(folder, "backup.db")
	store, _ := shopWith(t, path)
	must(t, store.Close())
	_ = shell(t, path, "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'color TEXT', 'color TEXT NOT NULL')").Close()
	if err := sqlite.Backup(t.Context(), path, copied); !errors.Is(err, sqlite.ErrCorrupt) {
		t.Errorf("Backup = %v, want ErrCorrupt", err)
	}
	if left, err := filepath.Glob(copied + "*"); err != nil || len(left) > 0 {
		t.Errorf("%v, %v are left of the copy", left, err)
	}
}

// TestBackupNeedsNoLock (F30): a backup is made while somebody else holds the
// write lock, so it takes none from a server.
func TestBackupNeedsNoLock(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "latchkey.db")
	_, _ = shopWith(t, path)
	writer := shell(t, path, "BEGIN IMMEDIATE; DELETE FROM accounts")
	copied := filepath.Join(folder, "copy.db")
	must(t, sqlite.Backup(t.Context(), path, copied))
	if got := count(t, copied, howMany); got != 2 {
		t.Errorf("the copy has %d accounts, want 2, as when it was begun", got)
	}
	if _, err := writer.ExecContext(t.Context(), "ROLLBACK"); err != nil {
		t.Error(err)
	}
}
