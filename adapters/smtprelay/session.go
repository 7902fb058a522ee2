package smtprelay

import (
	"context"
	"net"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

// session is one connection to the relay, greeted and ready for mails.
type session struct {
	client *gomail.Client
	smtp   *smtp.Client
	wire   *wire
}

// dial connects within connectTimeout, or until ctx ends.
func dial(ctx context.Context, config Config) (*session, error) {
	ctx, cancel := context.WithTimeout(ctx, connectTimeout)
	defer cancel()
	raw, err := (&net.Dialer{}).DialContext(ctx, "tcp", config.Addr)
	if err != nil {
		return nil, temporary("connecting", err)
	}
	// The library reads the greeting without looking at a context.
	release := context.AfterFunc(ctx, func() { _ = raw.Close() })
	wire := &wire{Conn: raw, allowance: maxReplies}
	s, err := introduce(ctx, config, wire)
	if !release() && err == nil {
		err = ctx.Err()
	}
	if err != nil {
		_ = raw.Close() // the library leaves it open when EHLO fails
		if ctx.Err() != nil {
			err = ctx.Err()
		}
		return nil, temporary("being greeted", err)
	}
	return s, nil
}

// introduce reads the greeting and says EHLO. TLS and AUTH belong here, too.
func introduce(ctx context.Context, config Config, wire *wire) (*session, error) {
	client, err := gomail.NewClient("relay", // a label: the connection is there already
		gomail.WithDialContextFunc(func(context.Context, string, string) (net.Conn, error) { return wire, nil }),
		gomail.WithHELO(config.HELO),
		gomail.WithTimeout(config.Timeout),
		gomail.WithTLSPolicy(gomail.NoTLS),
		gomail.WithoutNoop(),     // MAIL shows just as well whether the connection lives
		gomail.WithoutRset(),     // the final reply ends the transaction; waiting for more could only fail
		gomail.WithoutSMTPUTF8(), // all addresses are ASCII; asking for more could make the next hop refuse
	)
	if err != nil {
		return nil, err
	}
	conversation, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return nil, err
	}
	return &session{client: client, smtp: conversation, wire: wire}, nil
}

// deliver holds the conversation about one mail, within Config.Timeout.
func (s *session) deliver(message *gomail.Msg) *failure {
	s.wire.allowance, s.wire.fault = maxReplies, nil
	if err := s.client.SendWithSMTPClient(s.smtp, message); err != nil {
		return newFailure(err, s.wire.fault)
	}
	return nil
}

// quit takes leave. It must not be used where the content of a mail is half
// sent: the library would end the content first, and the relay take the half.
func (s *session) quit() {
	s.wire.allowance = maxReplies
	if s.smtp.UpdateDeadline(quitTimeout) == nil {
		_ = s.client.CloseWithSMTPClient(s.smtp)
	}
	s.cut() // the library leaves it open when QUIT fails
}

// cut drops the connection without a word.
func (s *session) cut() { _ = s.wire.Close() }
