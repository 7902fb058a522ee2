package smtprelay

import (
	"errors"
	"io"
	"net"
	"syscall"

	"latchkey/domain"
)

// broken returns what the connection or the handshake died of as the reason for
// which phase did not go well.
func broken(phase domain.RelayPhase, err error) *domain.RelayFault {
	words := plainly(err)
	return &domain.RelayFault{Phase: phase, Words: words, Cause: cause{words: words, err: err}}
}

// cause is an error worded so that a log can take it: some errors of the
// network and of TLS quote what the other side has sent.
type cause struct {
	words string
	err   error
}

func (c cause) Error() string { return c.words }
func (c cause) Unwrap() error { return c.err }

func plainly(err error) string {
	var network *net.OpError
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return "the relay hung up"
	case errors.As(err, &network) && network.Op != "dial":
		return domain.RelayWords(network.Err.Error())
	}
	return domain.RelayWords(err.Error())
}

// spoilt reports whether the connection cannot be used after fault: it is gone,
// or about to go, or the relay said something nobody can make sense of.
func spoilt(fault *domain.RelayFault) bool {
	return fault.Code == codeClosing || fault.Code < 400 || fault.Code > 599
}

// stale reports whether a connection that has been used before turned out to be
// dead, or was given notice, before the relay knew of the mail.
func stale(fault *domain.RelayFault) bool {
	return fault.Phase == domain.PhaseSender && (fault.Code == 0 || fault.Code == codeClosing)
}
