package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"latchkey/domain"
)

// aTime finds whatever begins like a time.
var aTime = regexp.MustCompile(`\d{4}-\d\d-\d\d[T ][^"]*`)

// exactTime is the one form of a time in JSON.
var exactTime = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$`)

// TestTimesInJSON: every command writes them alike, whatever the clock's own
// exactness and zone, and whether they come from the database or from the clock.
func TestTimesInJSON(t *testing.T) {
	d := newDesk(t)
	d.now = time.Date(2026, 11, 21, 15, 3, 2, 120_456_789, time.FixedZone("", 3600))
	jane := []string{"--project", "1", "--email", "jane@example.com"}
	added := d.ok(append([]string{"account", "add", "--json"}, jane...)...)
	d.asks("jane@example.com", relay{&domain.RelayFault{Phase: domain.PhaseRecipient, Code: 450, Words: "450 later"}})
	var client struct {
		ID string `json:"client_id"`
	}
	d.read(&client, "client", "add", "--project", "1", "--scope", "/external/account/w")
	d.ok("client", "revoke", client.ID)
	var requests []struct{ Reference string }
	d.read(&requests, "request", "list")
	said := map[string]string{"account add": added}
	for _, command := range []string{
		"account list --project 1", "account show", "account set --language nl", "account export", "client list --project 1",
		"request list", "request show " + requests[0].Reference, "outbox list", "audit",
	} {
		args := append(strings.Fields(command), "--json")
		if strings.HasPrefix(command, "account s") || command == "account export" {
			args = append(args, jane...)
		}
		said[command] = d.ok(args...)
	}
	for command, text := range said {
		times := aTime.FindAllString(text, -1)
		if len(times) == 0 {
			t.Errorf("%s tells no time: %s", command, text)
		}
		for _, at := range times {
			if !exactTime.MatchString(at) || !strings.HasPrefix(at, "2026-11-21T14:03:") {
				t.Errorf("%s says %q, want 2026-11-21T14:03 in UTC with milliseconds", command, at)
			}
		}
		if !json.Valid([]byte(text)) {
			t.Errorf("%s prints no JSON: %s", command, text)
		}
	}
}

// TestNoOtherTimesInJSON: a time.Time with a JSON name would be written with as
// many digits as it happens to have.
func TestNoOtherTimesInJSON(t *testing.T) {
	sources, err := filepath.Glob("*.go")
	if err != nil || len(sources) < 50 {
		t.Fatalf("%d sources, %v", len(sources), err)
	}
	loose := regexp.MustCompile("time\\.Time +`json:")
	for _, path := range sources {
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if found := loose.Find(source); found != nil && !strings.HasSuffix(path, "_test.go") {
			t.Errorf("%s has %q; make it an instant", path, found)
		}
	}
}
