package smtpsink

import (
	"errors"
	"io"

	"github.com/emersion/go-smtp"
)

// session is one SMTP dialogue; go-smtp calls it from one goroutine, but for a BDAT, which touches nothing here.
type session struct {
	sink *Sink
	conn *conn

	from    string
	to      []string
	spoiled bool // a mail with bare octets came in, so what follows may be smuggled
}

func (s *Sink) newSession(c *smtp.Conn) (smtp.Session, error) {
	own, ok := c.Conn().(*conn)
	if !ok {
		return nil, refuse(421, 4, 3, 0, "This connection did not come through the door")
	}
	return &session{sink: s, conn: own}, nil
}

// Mail opens a transaction; the empty path of a bounce is welcome.
func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if s.spoiled {
		return refuse(503, 5, 5, 1, "No more mail on this connection after one with bare octets")
	}
	if err := checkAddress(from, 7); err != nil && from != "" {
		return err
	}
	if s.sink.faults.meets(relayDown) { // came in before it was
		return refuse(421, 4, 3, 2, "The relay is down: the demo's inbox plays this fault")
	}
	s.conn.begin()
	s.from, s.to = from, nil
	return nil
}

// Rcpt takes any well-formed recipient, save for a fault: nothing is delivered, so nobody is unknown.
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if err := checkAddress(to, 3); err != nil {
		return err
	}
	if err := s.sink.faults.refusal(to); err != nil {
		return err
	}
	s.to = append(s.to, to)
	return nil
}

// Data keeps the mail exactly as it came, or refuses it; go-smtp then drains what is left of it.
func (s *session) Data(r io.Reader) error {
	if _, chunked := r.(*io.PipeReader); chunked {
		return refuse(502, 5, 5, 1, "BDAT is not offered")
	}
	raw, err := s.sink.readStrict(r)
	if err != nil {
		s.spoiled = errors.Is(err, errBareOctet)
		return answer(err)
	}
	m := newMail(s.from, s.to, raw, s.sink.now())
	id := s.sink.inbox.add(m)
	s.sink.feed.changed()
	s.sink.log.Info("mail received", "id", id, "bytes", len(raw), "recipients", len(s.to))
	return nil
}

// Reset ends the transaction.
func (s *session) Reset() {
	s.from, s.to = "", nil
	s.conn.end()
}

// Logout has nothing to free.
func (s *session) Logout() error { return nil }

// answer turns a failed read into the reply for the client, in words of our own.
func answer(err error) error {
	var known *smtp.SMTPError
	switch {
	case errors.Is(err, errBareOctet):
		return refuse(550, 5, 6, 11, "Mail with a bare CR, a bare LF or a NUL is not taken")
	case errors.Is(err, errBusy):
		return refuse(452, 4, 3, 1, "Too many mails on their way in, try again later")
	case errors.As(err, &known):
		return known
	}
	return refuse(451, 4, 4, 2, "The mail did not arrive in full")
}

func refuse(code, class, subject, detail int, text string) *smtp.SMTPError {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{class, subject, detail}, Message: text}
}
