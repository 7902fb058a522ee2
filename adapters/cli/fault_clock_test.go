package cli_test

import (
	"strings"
	"syscall"
	"testing"
)

// TestAClockThatWasSetBackBeforeTheStart (fault F14): the database has seen two
// hours more than the machine's clock shows now. The server goes on from there,
// so a link that has expired does not live again, and says so once.
func TestAClockThatWasSetBackBeforeTheStart(t *testing.T) {
	for what, ahead := range map[string]string{
		"the worker's last look": "UPDATE admission_progress SET moved_at = moved_at + 7200000",
		"an operator's change": `INSERT INTO audit_events (at, kind, subject, address)
			SELECT moved_at + 7200000, 'project_changed', '', '' FROM admission_progress`,
		"a request": `INSERT INTO reset_requests (project_id, email_key, channel, requested_at)
			SELECT 1, 'stranger@shop.example', 'webshop', moved_at + 7200000 FROM admission_progress`,
	} {
		t.Run(what, func(t *testing.T) {
			f := newFrailShop(t, binary, 1, nil)
			s, link := f.startWithLink()
			if live, err := f.live(s, link); err != nil || !live {
				t.Errorf("the link is live: %v, %v, want it live within its hour", live, err)
			}
			if err := s.stop(syscall.SIGTERM, patience); err != nil {
				t.Fatal(err)
			}
			runSQL(t, f.db, ahead)
			s, err := f.start()
			if err != nil {
				t.Fatal(err)
			}
			if live, err := f.live(s, link); err != nil || live {
				t.Errorf("the link is live: %v, %v, want it expired", live, err)
			}
			if err := s.stop(syscall.SIGTERM, patience); err != nil {
				t.Fatal(err)
			}
			if got := strings.Count(s.stderr.String(), "set the clock right"); got != 1 {
				t.Errorf("the operator is told %d times, want once: %.500s", got, s.stderr.String())
			}
		})
	}
}
