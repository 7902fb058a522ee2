package smtprelay

import (
	"errors"
	"net"
)

// maxReplies bounds what the relay may say about one mail, in octets. Replies
// are a line or two; the library would keep whatever comes.
const maxReplies = 64 << 10

var errTalkative = errors.New("the relay says too much")

// wire is a connection that limits what it reads and remembers why it failed,
// which the library reports as text only, mixed with the relay's own words.
type wire struct {
	net.Conn
	allowance int // octets it may still read
	fault     error
}

func (w *wire) Read(p []byte) (int, error) {
	if w.allowance <= 0 {
		w.fault = errTalkative
		return 0, errTalkative
	}
	n, err := w.Conn.Read(p[:min(len(p), w.allowance)])
	w.allowance -= n
	w.note(err)
	return n, err
}

func (w *wire) Write(p []byte) (int, error) {
	n, err := w.Conn.Write(p)
	w.note(err)
	return n, err
}

// note keeps the first failure: the ones after it are only its echo.
func (w *wire) note(err error) {
	if err != nil && w.fault == nil {
		w.fault = err
	}
}
