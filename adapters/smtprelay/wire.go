package smtprelay

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"time"
)

// outBuffer holds a usual mail, so that it leaves in one piece.
const outBuffer = 16 << 10

var (
	errTimedOut  = timedOut{}
	errGraceOver = errors.New("stopping, and the relay has not answered in time")
)

// timedOut says that a limit was reached. It is one for everybody who asks as
// one asks of the network's errors, too.
type timedOut struct{}

func (timedOut) Error() string        { return "timed out" }
func (timedOut) Timeout() bool        { return true }
func (timedOut) Is(target error) bool { return target == os.ErrDeadlineExceeded }

// wire is a connection of which every use has a limit. When the limit or the
// caller's context ends first, the connection is cut: where a conversation has
// lost its pace, nothing that comes later can be trusted.
type wire struct {
	raw  net.Conn // closing it ends whatever goes on above
	conn net.Conn // raw, or TLS on top of it
	in   *bufio.Reader
	out  *bufio.Writer
}

func newWire(raw net.Conn) *wire {
	w := &wire{raw: raw}
	w.use(raw)
	return w
}

// use makes conn the one that is spoken on. What the old one had still to say
// is dropped.
func (w *wire) use(conn net.Conn) {
	w.conn, w.in, w.out = conn, bufio.NewReader(conn), bufio.NewWriterSize(conn, outBuffer)
}

// within runs do, which speaks on the connection, and returns its error, or
// the reason for which the connection was cut meanwhile.
func (w *wire) within(ctx context.Context, limit time.Duration, do func() error) error {
	ctx, cancel := context.WithTimeoutCause(ctx, limit, errTimedOut)
	defer cancel()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	release := context.AfterFunc(ctx, w.cut)
	err := do()
	if cut := !release(); cut && err != nil {
		return context.Cause(ctx)
	}
	return err // an answer that came just before the cut is an answer
}

// exchange says line and reads the reply.
func (w *wire) exchange(line string) (reply, error) {
	if w.in.Buffered() > 0 { // an answer to what nobody has asked yet
		early, err := readReply(w.in)
		if err == nil && early.code != codeClosing {
			err = errOutOfTurn
		}
		return early, err
	}
	if _, err := io.WriteString(w.conn, line+"\r\n"); err != nil {
		return reply{}, err
	}
	return readReply(w.in)
}

// secure puts TLS on top of the connection.
func (w *wire) secure(config *tls.Config) error {
	if w.in.Buffered() > 0 { // CVE-2011-0411: somebody speaks who will not be encrypted
		return errInjected
	}
	secured := tls.Client(w.raw, config)
	if err := secured.Handshake(); err != nil {
		return err
	}
	w.use(secured)
	return nil
}

// cut drops the connection without a word.
func (w *wire) cut() { _ = w.raw.Close() }
