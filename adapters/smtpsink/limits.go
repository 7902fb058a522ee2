package smtpsink

import (
	"context"
	"time"
)

// maxDesks is how many mails are read or rendered at a time; one can take some MiB.
const maxDesks = 2

// Limits bound what strangers can make a Sink hold or wait for; a zero, negative or larger value means the default
// named beside the field, so a limit can be tightened but never lifted.
type Limits struct {
	Mails        int           // mails kept, the oldest leaves first: 500
	Bytes        int64         // bytes of mail kept, the oldest leaves first: 64 MiB
	MailBytes    int64         // bytes of one mail: 1 MiB
	Arriving     int64         // bytes of all mails that are arriving at a time: 16 MiB
	Recipients   int           // recipients of one mail: 100
	LineBytes    int           // bytes of one line of a command or a mail: 2000
	Connections  int           // SMTP connections at a time: 64
	Listeners    int           // pages that are kept up to date at a time: 32
	ReadTimeout  time.Duration // for one command, or one whole mail, to arrive: 1 minute
	WriteTimeout time.Duration // for one answer to leave: 10 seconds
}

// orDefaults fills what is unset and cuts what is too generous.
func (l Limits) orDefaults() Limits {
	return Limits{
		Mails:        atMost(l.Mails, 500),
		Bytes:        atMost(l.Bytes, 64<<20),
		MailBytes:    atMost(l.MailBytes, 1<<20),
		Arriving:     atMost(l.Arriving, 16<<20),
		Recipients:   atMost(l.Recipients, 100),
		LineBytes:    atMost(l.LineBytes, 2000),
		Connections:  atMost(l.Connections, 64),
		Listeners:    atMost(l.Listeners, 32),
		ReadTimeout:  atMost(l.ReadTimeout, time.Minute),
		WriteTimeout: atMost(l.WriteTimeout, 10*time.Second),
	}
}

func atMost[T int | int64 | time.Duration](wanted, limit T) T {
	if wanted <= 0 {
		return limit
	}
	return min(wanted, limit)
}

// atDesk does work when one of the few desks is free, or fails when the client has given up before.
func (s *Sink) atDesk(ctx context.Context, work func()) error {
	select {
	case s.desks <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-s.desks }()
	work()
	return nil
}
