package smtpsink_test

import (
	"fmt"
	"net/smtp"
	"strings"
	"sync"
	"testing"

	"latchkey/adapters/smtpsink"
)

func TestTheOldestLeaveByCount(t *testing.T) {
	h := open(t, smtpsink.Config{})
	d := h.hello()
	for i := 1; i <= 503; i++ {
		d.toData().ask(fmt.Sprintf("Subject: mail %d\r\n\r\n.\r\n", i), "250")
	}
	got := h.list()
	if len(got) != 500 || got[0].Subject != "mail 503" || got[499].Subject != "mail 4" {
		t.Fatalf("got %d mails, want 500 from mail 503 down to mail 4", len(got))
	}
	if res, _ := h.do("GET", "/inbox/api/messages/3"); res.StatusCode != 404 {
		t.Errorf("a mail that left: got %d, want 404", res.StatusCode)
	}
	if got := h.mail("503").Subject; got != "mail 503" {
		t.Errorf("id 503: got %q, want mail 503", got)
	}
}

func TestTheOldestLeaveBySize(t *testing.T) {
	h := open(t, smtpsink.Config{Limits: smtpsink.Limits{Bytes: 100_000}})
	for i := 1; i <= 12; i++ {
		h.send(fmt.Sprintf("Subject: mail %d\n\n%s", i, strings.Repeat(strings.Repeat("x", 98)+"\n", 200)))
	}
	got := h.list() // each counts about 21,000
	if len(got) != 4 || got[0].Subject != "mail 12" || got[3].Subject != "mail 9" {
		t.Errorf("got %+v, want mails 12 to 9", got)
	}
}

func TestAMailLargerThanTheInboxIsNotKept(t *testing.T) {
	h := open(t, smtpsink.Config{Limits: smtpsink.Limits{Bytes: 5_000}})
	h.send("Subject: small\n\nbody\n")
	h.send("Subject: large\n\n" + strings.Repeat(strings.Repeat("x", 98)+"\n", 200))
	if got := h.list(); len(got) != 0 {
		t.Errorf("got %+v, want nothing", got)
	}
}

func TestManyAtOnce(t *testing.T) {
	h := open(t, smtpsink.Config{Limits: smtpsink.Limits{Mails: 20}})
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for range 10 {
				raw := fmt.Sprintf("Subject: from %d\r\n\r\nbody\r\n", i)
				if err := smtp.SendMail(h.smtp, nil, "a@example.com", []string{"b@example.com"}, []byte(raw)); err != nil {
					t.Errorf("send: %v", err)
				}
				h.do("GET", "/inbox")
				h.list()
			}
		})
	}
	all.Go(func() {
		for range 5 {
			h.do("DELETE", "/inbox/api/messages")
		}
	})
	all.Wait()
	seen := map[string]bool{}
	for _, m := range h.list() {
		if seen[m.ID] {
			t.Errorf("id %s twice", m.ID)
		}
		seen[m.ID] = true
	}
	if len(seen) > 20 {
		t.Errorf("got %d mails, want at most 20", len(seen))
	}
}
