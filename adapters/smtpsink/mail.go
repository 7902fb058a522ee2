package smtpsink

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	overhead   = 1 << 10 // what a kept mail costs besides its octets
	maxSummary = 1 << 10 // bytes of a subject or sender in a list
)

// Summary is what the list of mails tells about one; From and To are the envelope's addresses, Subject is decoded and
// cut at 1 KiB, ReceivedAt is in UTC.
type Summary struct {
	ID         string    `json:"id"`
	From       string    `json:"from"`
	To         []string  `json:"to"`
	Subject    string    `json:"subject"`
	ReceivedAt time.Time `json:"received_at"`
}

// mail is one kept mail; it never changes, so it is shared without a lock.
type mail struct {
	Summary
	author string // the decoded From header
	raw    []byte
}

func newMail(from string, to []string, raw []byte, now time.Time) *mail {
	m := &mail{raw: raw, Summary: Summary{
		From:       from,
		To:         to,
		ReceivedAt: now.UTC().Truncate(time.Millisecond),
	}}
	for _, h := range slices.Backward(parseHead(raw)) { // backward, so that the first of repeats stays
		switch strings.ToLower(h.Name) {
		case "subject":
			m.Subject = clip(h.Value, maxSummary)
		case "from":
			m.author = clip(h.Value, maxSummary)
		}
	}
	return m
}

// size is what the mail counts against the limit of the inbox.
func (m *mail) size() int64 {
	n := overhead + len(m.raw) + len(m.Subject) + len(m.author) + len(m.From)
	for _, to := range m.To {
		n += len(to)
	}
	return int64(n)
}

// clip cuts s to at most n bytes without cutting a character.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}
