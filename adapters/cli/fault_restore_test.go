package cli_test

import (
	"net/http"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestBackupAndRestoreOfABusyShop (fault F30): a copy that is made under load
// keeps every promise and has all that was accepted before; nothing is restored
// under a server that runs; and a restored copy opens no door that was shut: its
// links are dead, whether they were spent after the copy or not.
func TestBackupAndRestoreOfABusyShop(t *testing.T) {
	const customers = 100
	f := newFrailShop(t, binary, customers, nil)
	s, err := f.start()
	if err != nil {
		t.Fatal(err)
	}
	spent, err := f.newLink(s, customerOf(0))
	if err != nil {
		t.Fatal(err)
	}
	unspent, err := f.newLink(s, customerOf(1))
	if err != nil {
		t.Fatal(err)
	}
	rushing := make(chan map[string]bool, 1)
	go func() { rushing <- f.rush(s, 2, customers-2) }()
	waitUntil(t, "mailing", func() bool { // requests and mails are under way
		if ready(s) != http.StatusOK {
			t.Fatal("not ready while it works")
		}
		return f.relay.Count("DATA") >= 10
	})
	copied := filepath.Join(t.TempDir(), "copy.db")
	f.does(0, "backup", "--db", f.db, "--to", copied)
	if err := f.verified(copied); err != nil {
		t.Error(err)
	}
	if states, _, err := f.look(copied); err != nil || states[customerOf(0)] == "" || states[customerOf(1)] == "" || len(states) < 10 {
		t.Errorf("the copy has %d requests, %v, want all that were accepted before", len(states), err)
	}
	if status, answer, err := f.spend(s, spent, 0); err != nil || status != http.StatusSeeOther {
		t.Errorf("a reset during the load: %d %v %.300s", status, err, answer)
	}
	if said := f.does(3, "restore", "--db", f.db, "--from", copied); !strings.Contains(said, "is held by process ") {
		t.Errorf("a restore under a server says %q, want who serves", said)
	}
	if live, err := f.live(s, unspent); err != nil || !live {
		t.Errorf("the link is live: %v, %v, want it untouched by a restore that was refused", live, err)
	}
	if err := s.stop(syscall.SIGTERM, endsWithin); err != nil {
		t.Errorf("the server ended with %v", err)
	}
	<-rushing
	f.does(0, "restore", "--db", f.db, "--from", copied)
	f.restoredLinksAreDead(map[string]string{"spent after the copy": spent, "not spent": unspent})
	if err := f.verified(f.db); err != nil {
		t.Error(err)
	}
}

// restoredLinksAreDead starts a server on a restored copy and tries its links.
func (f *frailShop) restoredLinksAreDead(links map[string]string) {
	f.t.Helper()
	s, err := f.start()
	if err != nil {
		f.t.Fatal(err)
	}
	for name, link := range links {
		if live, err := f.live(s, link); err != nil || live {
			f.t.Errorf("the link that was %s is live: %v, %v", name, live, err)
		}
		if status, answer, err := f.spend(s, link, 1); err != nil || status == http.StatusSeeOther || status >= 500 {
			f.t.Errorf("a reset with the link that was %s: %d %v %.300s", name, status, err, answer)
		}
	}
	if _, err := f.settled(); err != nil {
		f.t.Error(err)
	}
	if err := s.stop(syscall.SIGTERM, endsWithin); err != nil {
		f.t.Errorf("the server ended with %v", err)
	}
}

// does runs a command that must exit with code, and returns what it said.
func (f *frailShop) does(code int, args ...string) string {
	f.t.Helper()
	got, said, err := ended(patience, binary, args...)
	if err != nil || got != code {
		f.t.Errorf("latchkey %s: exit code %d, %v, want %d: %s", args[0], got, err, code, said)
	}
	return said
}
