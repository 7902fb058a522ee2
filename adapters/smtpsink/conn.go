package smtpsink

import (
	"bytes"
	"errors"
	"net"
	"sync"
	"sync/atomic"
)

// patience is how many bytes one mail transaction may bring, commands and refused mail included.
const patience = 16 << 20

// conn stands between the network and go-smtp and mends five of its habits:
//
//   - its reader swallows the octets ".\r" at the start of a line when no "\n" follows, so a bare CR would vanish
//     from a mail that is then taken; conn hands on the octet behind every bare CR as NUL, which no reader hides and
//     the session refuses;
//   - after a read timeout inside a mail it goes on to read the rest of it as commands; here the first read error is
//     the last;
//   - it drains a refused mail for as long as bytes come; here a budget per transaction ends that;
//   - it answers unknown parameters, which is what markup behind an address looks like, with 500 instead of 501;
//   - it offers CHUNKING always, which is a second way in that nobody needs here.
type conn struct {
	net.Conn
	door *door

	err     error // the first read error, for ever
	left    int   // bytes this transaction may still bring
	afterCR bool  // the last octet read was a CR

	busy atomic.Bool // between MAIL and the end of its transaction

	once sync.Once
	gone chan struct{} // closed with the connection
}

func newConn(c net.Conn, d *door) *conn {
	return &conn{Conn: c, door: d, left: patience, gone: make(chan struct{})}
}

// Read fills p with what came, the octet after a bare CR turned into NUL.
func (c *conn) Read(p []byte) (int, error) {
	if c.err == nil && c.left <= 0 {
		c.err = errors.New("mail sink: too many bytes in one transaction")
	}
	if c.err != nil {
		return 0, c.err
	}
	n, err := c.Conn.Read(p)
	c.err = err
	c.left -= n
	for i, octet := range p[:n] {
		if c.afterCR && octet != '\n' {
			p[i] = 0
		}
		c.afterCR = octet == '\r'
	}
	return n, err
}

// Write sends one line of an answer, which is how go-smtp calls it; a slow server hesitates before the last one.
func (c *conn) Write(line []byte) (int, error) {
	if len(line) < 4 || line[3] != '-' {
		c.door.faults.hesitate(c.gone)
	}
	switch {
	case bytes.Equal(line, []byte("250-CHUNKING\r\n")):
		return len(line), nil
	case bytes.HasPrefix(line, []byte("500 5.5.4 ")):
		line = append([]byte("501"), line[3:]...)
	}
	return c.Conn.Write(line)
}

// Close frees the place of the connection; later calls do nothing.
func (c *conn) Close() (err error) {
	c.once.Do(func() {
		close(c.gone)
		c.door.forget(c)
		err = c.Conn.Close()
	})
	return err
}

// begin marks the connection as bringing a mail.
func (c *conn) begin() { c.busy.Store(true) }

// end marks the transaction as over and renews its budget; during a shutdown, and once the relay is down, it is the
// end of the connection.
func (c *conn) end() {
	c.busy.Store(false)
	c.left = patience
	if c.door.isClosing() || c.door.faults.isPlaying(relayDown) {
		_ = c.Close()
	}
}
