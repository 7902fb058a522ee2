package smtprelay

import (
	"context"
	"net/textproto"
	"time"

	"latchkey/domain"
)

// parcel is a mail ready to be handed over.
type parcel struct {
	from, to string
	content  []byte // lines end in CRLF; dots are not doubled yet
}

// deliver holds the conversation about one mail and returns the relay's last
// word. From its first command on, the end of ctx leaves it Limits.Grace.
func (s *session) deliver(ctx context.Context, p *parcel) (words string, fault *domain.RelayFault) {
	if ctx.Err() != nil {
		return "", broken(domain.PhaseConnect, context.Cause(ctx)) // nothing of the mail has been said
	}
	ctx, done := withGrace(ctx, s.config.Limits.Grace)
	defer done()
	if err := s.reset(ctx); err != nil {
		return "", broken(domain.PhaseSender, err)
	}
	s.dirty = true
	if _, fault = s.ask(ctx, domain.PhaseSender, "MAIL FROM:<"+p.from+">", 2); fault != nil {
		return "", fault
	}
	if _, fault = s.ask(ctx, domain.PhaseRecipient, "RCPT TO:<"+p.to+">", 2); fault != nil {
		return "", fault
	}
	if _, fault = s.ask(ctx, domain.PhaseData, "DATA", 3); fault != nil {
		return "", fault
	}
	if err := s.within(ctx, s.config.Limits.Command, func() error { return s.send(p.content) }); err != nil {
		return "", broken(domain.PhaseData, err)
	}
	words, fault = s.lastWord(ctx)
	s.dirty = fault != nil
	return words, fault
}

// reset has the relay forget what it knows of a mail that ended early. A relay
// that does not is no good for another mail.
func (s *session) reset(ctx context.Context) error {
	if !s.dirty {
		return nil
	}
	return s.within(ctx, s.config.Limits.Connect, func() error {
		r, err := s.exchange("RSET")
		if err == nil && r.code/100 != 2 {
			err = errSenseless
		}
		return err
	})
}

// send writes the content up to and including the final dot, which goes with
// the last piece: if writing that fails, the relay does not have the dot.
func (s *session) send(content []byte) error {
	dots := textproto.NewWriter(s.out).DotWriter()
	if killPoints {
		half := len(content) / 2
		_, _ = dots.Write(content[:half])
		_ = s.out.Flush()
		killPoint("mid DATA")
		content = content[half:]
	}
	if _, err := dots.Write(content); err != nil {
		return err
	}
	if s.in.Buffered() > 0 { // it would pass for the relay's last word
		return errOutOfTurn
	}
	return dots.Close()
}

// lastWord waits for the relay to take or refuse the mail it has in full.
func (s *session) lastWord(ctx context.Context) (string, *domain.RelayFault) {
	var r reply
	err := s.within(ctx, s.config.Limits.LastWord, func() (err error) {
		killPoint("after final dot")
		r, err = readReply(s.in)
		return err
	})
	if fault := s.judge(domain.PhaseHandover, r, err, 2); fault != nil {
		return "", fault
	}
	return r.words(), nil
}

// withGrace returns a context that ends only grace after ctx does. The function
// it returns must be called.
func withGrace(ctx context.Context, grace time.Duration) (context.Context, func()) {
	longer, end := context.WithCancelCause(context.WithoutCancel(ctx))
	release := context.AfterFunc(ctx, func() {
		timer := time.NewTimer(grace)
		defer timer.Stop()
		select {
		case <-timer.C:
			end(errGraceOver)
		case <-longer.Done():
		}
	})
	return longer, func() { release(); end(nil) }
}
