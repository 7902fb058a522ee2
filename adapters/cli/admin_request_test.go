package cli_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"latchkey/adapters/cli"
	"latchkey/domain"
)

type requestJSON struct {
	ID          int
	Email       string
	RequestedAt string `json:"requested_at"`
	State       string
	Note        string
	Reference   string
	Steps       []struct{ At, Text, Words string }
}

var greylisted = relay{&domain.RelayFault{Phase: domain.PhaseRecipient, Code: 450, Words: "450 4.2.0 greylisted, come back later"}}

// newStory returns a desk at which four people have asked within an hour.
func newStory(t *testing.T) *desk {
	t.Helper()
	d := newDesk(t)
	d.ok("account", "add", "--project", "1", "--email", "jane@example.com")
	d.ok("account", "add", "--project", "1", "--email", "a.customer.with.a.very.long.address@a-very-long-domain.example")
	d.asks("jane@example.com", relay{})
	d.now = d.now.Add(20 * time.Minute)
	d.asks("stranger@example.com", relay{})
	d.now = d.now.Add(20 * time.Minute)
	d.asks("a.customer.with.a.very.long.address@a-very-long-domain.example", greylisted)
	d.now = d.now.Add(20 * time.Minute)
	return d
}

func TestRequestList(t *testing.T) {
	d := newStory(t)
	var all []requestJSON
	d.read(&all, "request", "list")
	if len(all) != 3 || all[0].ID != 3 || all[0].State != "waiting" || all[1].State != "no such account" || all[2].State != "handed to the relay" ||
		all[2].RequestedAt != "2026-11-21T14:03:02.000Z" {
		t.Fatalf("requests = %+v, want three, the newest first", all)
	}
	for _, c := range []struct {
		args []string
		want string // their ids
	}{
		{[]string{"--email", "JANE@example.com"}, "1"},
		{[]string{"--ref", strings.ToLower(all[2].Reference)}, "1"},
		{[]string{"--since", "45m"}, "32"},
		{[]string{"--since", "2026-11-21T15:10:00+01:00"}, "32"},
		{[]string{"--since", "2026-11-22"}, ""},
		{[]string{"--until", "2026-11-21T14:03:02Z"}, ""},
		{[]string{"--until", "30m"}, "21"},
		{[]string{"--project", "1", "--limit", "2"}, "32"},
	} {
		var some []requestJSON
		d.read(&some, append([]string{"request", "list"}, c.args...)...)
		got := ""
		for _, one := range some {
			got += string(rune('0' + one.ID))
		}
		if got != c.want {
			t.Errorf("request list %v = %q, want %q", c.args, got, c.want)
		}
	}
	expect(t, d.ok("request", "list", "--email", "nobody@example.com"), "No request matches.")
	expect(t, d.ok("request", "list", "--email", "jane@example.com"), "STATE\n", "handed to the relay\n                     \"250 2.0.0 Ok: queued as 4F2\"\n")
}

func TestRequestListFitsATerminal(t *testing.T) {
	d := newStory(t)
	lines := strings.Split(strings.TrimSuffix(d.ok("request", "list"), "\n"), "\n")
	if len(lines) != 4 {
		t.Fatalf("%d lines, want a head and three requests", len(lines))
	}
	state := strings.Index(lines[0], "STATE")
	for i, want := range []string{"STATE", "waiting", "no such account", "handed to the relay"} {
		if at := strings.Index(lines[i], want); at != state {
			t.Errorf("%q stands at %d, want %d:\n%s", want, at, state, strings.Join(lines, "\n"))
		}
		if width := utf8.RuneCountInString(lines[i]); width > 80 {
			t.Errorf("%d characters: %s", width, lines[i])
		}
	}
	if !strings.HasSuffix(lines[1], "…") || !strings.HasSuffix(lines[3], " jane@example.com") {
		t.Errorf("addresses are cut where they must be, and only there:\n%s", strings.Join(lines, "\n"))
	}
}

func TestRequestShow(t *testing.T) {
	d := newStory(t)
	var one requestJSON
	d.read(&one, "request", "show", "1")
	if one.State != "handed to the relay" || len(one.Steps) != 3 || one.Steps[2].At != "2026-11-21T14:03:02.000Z" || one.Steps[2].Words != "250 2.0.0 Ok: queued as 4F2" {
		t.Errorf("request = %+v", one)
	}
	want := `State      handed to the relay
Request    1
Reference  ` + one.Reference + `
E-mail     jane@example.com
Project    1
Client     070000000000000000000000
Device     192.0.2.7, Mozilla/5.0
`
	story := `
2026-11-21 (UTC)
  14:03:02  asked over payway
  14:03:02  mail made (ref ` + one.Reference + `)
  14:03:02  attempt 1: handed to the relay
            "250 2.0.0 Ok: queued as 4F2"
`
	for _, name := range []string{"1", one.Reference} {
		got := d.ok("request", "show", name)
		if !strings.HasPrefix(got, want) || !strings.HasSuffix(got, story) {
			t.Errorf("request show %s:\n%s\nwant\n%s…%s", name, got, want, story)
		}
	}
	expect(t, d.ok("request", "show", "3"), "attempt 1: put off by the relay (RCPT)", `"450 4.2.0 greylisted, come back later"`, "next attempt due")
}

// narrow returns what is printed, which must fit a terminal.
func narrow(t *testing.T, text string) string {
	t.Helper()
	for line := range strings.Lines(text) {
		if line = strings.TrimSuffix(line, "\n"); utf8.RuneCountInString(line) > 80 {
			t.Errorf("too long: %s", line)
		}
	}
	return text
}

func TestOutboxCommands(t *testing.T) {
	d := newStory(t)
	var box struct {
		Waiting int
		Mails   []struct {
			ID, Reference, To, State string
			NextAttemptAt            string `json:"next_attempt_at"`
			LastWords                string `json:"last_words"`
			LastFault                string `json:"last_fault"`
			Attempts                 int
		}
		Overdue int
		Today   int `json:"handed_over_today"`
	}
	d.read(&box, "outbox")
	if box.Waiting != 1 || len(box.Mails) != 1 || box.Mails[0].State != "waiting" || box.Mails[0].Attempts != 1 ||
		!strings.HasPrefix(box.Mails[0].LastWords, "450 ") || !strings.HasPrefix(box.Mails[0].NextAttemptAt, "2026-11-21T14:43:") {
		t.Fatalf("outbox = %+v, want the one that was put off", box)
	}
	mail, now := box.Mails[0], d.now
	due, err := time.Parse(time.RFC3339, mail.NextAttemptAt)
	if err != nil {
		t.Fatal(err)
	}
	d.now = due.Add(time.Minute)
	d.read(&box, "outbox")
	text := narrow(t, d.ok("outbox"))
	expect(t, text, "REF   NEXT ATTEMPT (UTC)   TRIED  TO\n", mail.Reference+"  2026-11-21 14:43:", `      "450 4.2.0 greylisted, come back later"`, "\n1 mail waits.\n")
	if strings.Contains(text, "should have been tried") || box.Overdue != 0 || box.Today != 1 || mail.LastFault != "temporary" {
		t.Errorf("outbox = %+v and\n%s\nwant none overdue, 1 handed over today and a temporary fault", box, text)
	}
	d.now = d.now.Add(time.Second)
	if d.read(&box, "outbox"); box.Overdue != 1 {
		t.Errorf("%d overdue after more than a minute, want 1", box.Overdue)
	}
	expect(t, narrow(t, d.ok("outbox")), "\n1 of these should have been tried", "(1 link mail was handed over today, UTC)")
	d.now = now
	expect(t, d.ok("outbox", "retry", mail.Reference), "1 mail is due now")
	d.read(&box, "outbox", "list")
	if got, want := box.Mails[0].NextAttemptAt, d.now.Format("2006-01-02T15:04:05.000Z"); got != want {
		t.Errorf("next attempt at %s, want %s", got, want)
	}
	if got := d.ok("outbox", "retry", "--all", "--json"); got != "{\"retried\":1}\n" {
		t.Errorf("retry --all = %s", got)
	}
	expect(t, d.ok("outbox", "drop", mail.ID), "The mail with ref "+mail.Reference+" is dropped.")
	expect(t, d.ok("outbox"), "No mail waits.")
	expect(t, d.ok("request", "show", "3"), "State      given up, dropped by an operator")
	if s := d.run("outbox", "drop", mail.Reference); s.code != cli.ExitFailure {
		t.Errorf("dropped again: %+v", s)
	}
}

func TestOutboxTellsOfTheRelay(t *testing.T) {
	d := newDesk(t)
	d.ok("account", "add", "--project", "1", "--email", "jane@example.com")
	d.asks("jane@example.com", relay{&domain.RelayFault{Phase: domain.PhaseAuth, Code: 535, Words: "535 5.7.8 no"}})
	expect(t, d.ok("outbox"), `the relay takes no mail at all: "535 5.7.8 no"`)
	expect(t, d.ok("outbox", "--json"), `"last_words":"535 5.7.8 no","last_fault":"relay"`, `"overdue":0`, `"handed_over_today":0`)
}
