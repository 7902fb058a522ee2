// Package smtprelay hands mails to an SMTP relay, one at a time over one
// connection that it keeps for the next mail.
package smtprelay

import (
	"context"
	"time"

	"latchkey/domain"
)

// maxWait is how long a Send waits for the ones before it. With two
// conversations, a new connection between them and two partings that makes
// 56 s, and ports.Mailer allows a minute.
const maxWait = 4 * time.Second

// Relay implements ports.Mailer. It is safe for concurrent use and sends one
// mail at a time; for more at once, take more relays.
type Relay struct {
	config Config
	turn   chan struct{} // holds a value while somebody uses what is below

	session *session // nil while there is no connection
	idle    *time.Timer
	closed  bool
}

// New returns a Relay to the server that config names. It connects when the
// first mail is sent.
func New(config Config) (*Relay, error) {
	config, err := config.complete()
	if err != nil {
		return nil, err
	}
	r := &Relay{config: config, turn: make(chan struct{}, 1)}
	r.idle = time.AfterFunc(config.Idle, r.leaveIdle)
	return r, nil
}

// Send hands mail to the relay as ports.Mailer demands. The end of ctx stops
// it while it waits for its turn or connects; a mail it has begun to hand over
// is handed over to the end, so that nobody has to guess what became of it.
func (r *Relay) Send(ctx context.Context, mail domain.Mail) error {
	message, err := compose(mail)
	if err != nil {
		return err
	}
	if err := r.takeTurn(ctx); err != nil {
		return err
	}
	defer r.giveTurn()
	if r.closed {
		return temporary("closed", nil)
	}
	return r.send(ctx, message)
}

// Close takes leave of the relay, after the mail being sent if there is one.
// Every later Send fails; a second Close does nothing.
func (r *Relay) Close() error {
	r.turn <- struct{}{}
	defer r.giveTurn()
	r.closed = true
	r.idle.Stop()
	r.leave()
	return nil
}

// takeTurn waits until this call alone may use the connection.
func (r *Relay) takeTurn(ctx context.Context) error {
	waiting, cancel := context.WithTimeout(ctx, maxWait)
	defer cancel()
	select {
	case r.turn <- struct{}{}:
	case <-waiting.Done():
		return temporary("waiting for the mails before this one", waiting.Err())
	}
	if err := ctx.Err(); err != nil { // select prefers neither
		r.giveTurn()
		return temporary("waiting for the mails before this one", err)
	}
	r.idle.Stop()
	return nil
}

func (r *Relay) giveTurn() {
	if r.session != nil {
		r.idle.Reset(r.config.Idle)
	}
	<-r.turn
}

// leaveIdle takes leave of a relay nobody has used for a while, before it or a
// firewall on the way drops the connection in silence.
func (r *Relay) leaveIdle() {
	select {
	case r.turn <- struct{}{}:
		defer r.giveTurn()
		r.leave()
	default: // in use, so not idle
	}
}

func (r *Relay) leave() {
	if r.session != nil {
		r.session.quit()
		r.session = nil
	}
}
