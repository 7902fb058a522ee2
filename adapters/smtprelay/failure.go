package smtprelay

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"os"
	"strconv"

	gomail "github.com/wneessen/go-mail"

	"latchkey/domain"
	"latchkey/ports"
)

// failure is how a conversation about a mail went wrong. Of the relay's reply
// it keeps the two codes: its words may name the recipient.
type failure struct {
	reason   gomail.SendErrReason
	code     int    // of the reply, 400 to 599; 0 if there was none
	enhanced string // RFC 3463 code of the reply, "" if there was none
	cause    error  // of the connection, nil if it is well
}

func newFailure(err, cause error) *failure {
	f := &failure{reason: gomail.ErrAmbiguous, cause: cause}
	var sendError *gomail.SendError
	if errors.As(err, &sendError) {
		f.reason, f.code, f.enhanced = sendError.Reason, sendError.ErrorCode(), sendError.EnhancedStatusCode()
	}
	return f
}

// answered reports whether the relay has replied and can be talked to.
func (f *failure) answered() bool { return f.code != 0 && f.cause == nil }

// stale reports whether the connection turned out to be dead, or was given
// notice (421), before the relay knew of a mail.
func (f *failure) stale() bool {
	early := f.reason == gomail.ErrSMTPMailFrom || f.reason == gomail.ErrConnCheck
	return early && (f.code == 0 || f.code == 421)
}

// refused reports whether the reply is about this mail and final. To MAIL, a
// 5xx is about us: every other mail would get it, too.
func (f *failure) refused() bool {
	switch f.reason {
	case gomail.ErrSMTPRcptTo, gomail.ErrSMTPData, gomail.ErrSMTPDataClose:
		return f.code >= 500
	}
	return false
}

// orNil returns the error for the caller of Send.
func (f *failure) orNil() error {
	switch {
	case f == nil:
		return nil
	case f.refused():
		return fmt.Errorf("%w: %s answered %s", ports.ErrMailRefused, f.step(), f.codes())
	case f.code != 0:
		return temporary(f.step()+" answered "+f.codes(), nil)
	default:
		return temporary(f.step(), f.cause)
	}
}

func (f *failure) codes() string {
	if f.enhanced == "" {
		return strconv.Itoa(f.code)
	}
	return strconv.Itoa(f.code) + " " + f.enhanced
}

// step names what the relay was asked.
func (f *failure) step() string {
	switch f.reason {
	case gomail.ErrSMTPMailFrom:
		return "MAIL"
	case gomail.ErrSMTPRcptTo:
		return "RCPT"
	case gomail.ErrSMTPData:
		return "DATA"
	case gomail.ErrWriteContent:
		return "the content"
	case gomail.ErrSMTPDataClose:
		return "the end of the content"
	}
	return "the conversation"
}

// temporary returns an error that matches domain.Unavailable and tells what
// went wrong without a word of the relay's. The end of a context stays visible.
func temporary(doing string, err error) error {
	cause := fmt.Errorf("smtprelay: %s", doing)
	switch {
	case errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded):
		cause = fmt.Errorf("smtprelay: %s: %w", doing, err)
	case err != nil:
		cause = fmt.Errorf("smtprelay: %s: %s", doing, plainly(err))
	}
	return &domain.Problem{Kind: domain.Unavailable, Cause: cause}
}

// plainly words an error of the network. Of anything else, such as a reply
// that makes no sense, the text is the relay's and stays out.
func plainly(err error) string {
	var reply *textproto.Error
	var network *net.OpError
	switch {
	case errors.As(err, &reply):
		return "answered " + strconv.Itoa(reply.Code)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return "timed out"
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return "the relay hung up"
	case errors.Is(err, errTalkative):
		return errTalkative.Error()
	case errors.As(err, &network):
		return network.Err.Error()
	}
	return "the relay's answer makes no sense"
}
