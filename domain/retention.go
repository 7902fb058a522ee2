package domain

import "time"

// Retention says for how long things are kept for the record.
type Retention struct {
	Requests time.Duration // reset requests with all that became of them, addresses and devices
	Unknown  time.Duration // requests that nobody answered to
	Audit    time.Duration // entries of the audit log
}

const day = 24 * time.Hour

// DefaultRetention returns the production setting.
func DefaultRetention() Retention {
	return Retention{Requests: 30 * day, Unknown: day, Audit: 180 * day}
}

// Check refuses a retention under which the limits of mails, which are counted
// from stored rows, would stop working, or under which nothing could be looked
// up the next day.
func (r Retention) Check() error {
	switch {
	case r.Requests < 2*day:
		return Refuse("requests", TooShort)
	case r.Unknown < time.Hour || r.Unknown > r.Requests:
		return Refuse("unknown", Malformed)
	case r.Audit < day:
		return Refuse("audit", TooShort)
	}
	return nil
}

// Purged counts rows that were removed because their time was over.
type Purged struct {
	Requests    int // those with an account
	Unknown     int // those without
	Deliveries  int
	Tokens      int // reset tokens of no delivery, and access tokens
	AuditEvents int
}

// Total returns how many rows that were.
func (p Purged) Total() int { return p.Requests + p.Unknown + p.Deliveries + p.Tokens + p.AuditEvents }

// Plus returns the sum of both counts.
func (p Purged) Plus(q Purged) Purged {
	return Purged{
		Requests: p.Requests + q.Requests, Unknown: p.Unknown + q.Unknown, Deliveries: p.Deliveries + q.Deliveries,
		Tokens: p.Tokens + q.Tokens, AuditEvents: p.AuditEvents + q.AuditEvents,
	}
}
