// Package smtprelay hands mails to an SMTP relay, some at once, over
// connections that it keeps for the next mail.
//
// Building mails, signing them and answering SASL challenges is go-mail's part.
// The conversation is held here, line by line: what becomes of a mail depends
// on the very step at which something went wrong, each step has a time limit of
// its own, and an operator wants to read what the relay answered to each.
package smtprelay

import (
	"context"
	"errors"
	"sync"
	"time"

	"latchkey/domain"
	"latchkey/ports"
)

// maxWait is how long a Send waits for a free connection. With RSET and MAIL on
// a connection that dies of them (10 s, 1 min), a new one (10 s, 2 min), MAIL,
// RCPT, DATA and the content (4 min) and the last word (5 min) that makes 12 min
// 50 s, and ports.MaxSend allows 13 min.
const maxWait = 30 * time.Second

var errClosed = errors.New("the relay's connections are closed: the program is ending")

// Relay implements ports.Mailer and ports.RelayProbe. It is safe for concurrent
// use.
type Relay struct {
	config *Config
	turns  chan struct{} // holds a value for each conversation and each wait for one

	closing sync.Mutex // held by Close

	mu     sync.Mutex
	idle   []*session // the one used last at the end
	closed bool
}

// New returns a Relay to the server that config names. It connects when the
// first mail is sent, so a relay that is out of reach is no reason for an error.
func New(config Config) (*Relay, error) {
	complete, err := config.complete()
	if err != nil {
		return nil, err
	}
	return &Relay{config: complete, turns: make(chan struct{}, complete.Connections)}, nil
}

// Send hands mail to the relay as ports.Mailer demands.
//
// A connection that is kept may have died since its last mail, which shows only
// when it is used: if the relay has not taken even the sender, the mail gets
// one new connection. After that point nothing is tried twice, for the relay
// may have the mail already.
func (r *Relay) Send(ctx context.Context, mail domain.Mail) (string, error) {
	p, err := r.config.pack(mail)
	if err != nil {
		return "", err
	}
	if fault := r.takeTurn(ctx); fault != nil {
		return "", fault
	}
	defer r.giveTurn()
	s := r.takeIdle()
	if s != nil {
		words, fault := r.deliver(ctx, s, p)
		if fault == nil {
			return words, nil
		}
		if !stale(fault) {
			return "", fault
		}
	}
	s, fault := open(ctx, r.config, nil)
	if fault != nil {
		return "", fault
	}
	words, fault := r.deliver(ctx, s, p)
	if fault != nil {
		return "", fault // not as it is: a nil *domain.RelayFault would be an error
	}
	return words, nil
}

// Probe hands mail over on a connection of its own and calls tell, from this
// goroutine, after each step that went well. It does not wait for its turn.
func (r *Relay) Probe(ctx context.Context, mail domain.Mail, tell func(ports.RelayStep)) error {
	p, err := r.config.pack(mail)
	if err != nil {
		return err
	}
	s, fault := open(ctx, r.config, tell)
	if fault != nil {
		return fault
	}
	if _, fault = s.deliver(ctx, p); fault != nil {
		s.part(fault)
		return fault
	}
	s.quit()
	return nil
}

// Close takes leave of the relay, after the mails being sent if there are any.
// Every later Send fails; a second Close does nothing.
func (r *Relay) Close() error {
	r.closing.Lock()
	defer r.closing.Unlock()
	r.mu.Lock()
	r.closed = true
	r.mu.Unlock()
	for range cap(r.turns) {
		r.turns <- struct{}{}
	}
	defer func() {
		for range cap(r.turns) {
			<-r.turns
		}
	}()
	var partings sync.WaitGroup
	for s := r.takeIdle(); s != nil; s = r.takeIdle() {
		partings.Go(s.quit)
	}
	partings.Wait()
	return nil
}
