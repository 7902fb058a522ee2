package smtprelay

import (
	"context"

	gomail "github.com/wneessen/go-mail"
)

// send hands message over, on the connection at hand if there is one. That one
// may have died since its last mail, which shows only when it is used: if the
// relay has not taken even the sender, the mail gets one new connection. After
// that point nothing is tried twice, for the relay may have the mail already.
func (r *Relay) send(ctx context.Context, message *gomail.Msg) error {
	if r.session != nil {
		err := r.deliver(message)
		if err == nil || !err.stale() {
			return err.orNil()
		}
	}
	session, err := dial(ctx, r.config)
	if err != nil {
		return err
	}
	r.session = session
	return r.deliver(message).orNil()
}

// deliver hands message over on the connection at hand and keeps the
// connection only if nothing went wrong on it.
func (r *Relay) deliver(message *gomail.Msg) *failure {
	fault := r.session.deliver(message)
	switch {
	case fault == nil:
		return nil
	case fault.answered():
		r.session.quit()
	default:
		r.session.cut()
	}
	r.session = nil
	if message.IsDelivered() {
		return nil // what failed is the parting, and the mail is on its way
	}
	return fault
}
