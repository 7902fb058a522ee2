package httpserver

import (
	"io"
	"net"
	"net/http"
)

// maxUnread is how many bytes of a body that no handler wanted are read. It is
// what nginx lets through unless told otherwise.
const maxUnread = 1 << 20

// drain reads what next has left of a body. A connection that is closed with
// something unread is reset, and whoever is still sending, such as a proxy, may
// take the reset for the answer. net/http does so itself, but never for more
// than 256 KiB, and not where the connection was to be closed anyway. The answer
// waits for it, until the time for reading is over at the most; so where more is
// announced than would be read, it is left to net/http, unless that does nothing.
func drain(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := r.Body // handlers may put another one in its place
		next.ServeHTTP(w, r)
		closing := r.Close || !r.ProtoAtLeast(1, 1)
		if r.ProtoMajor == 1 && (closing || r.ContentLength <= maxUnread) && r.Header.Get("Expect") == "" { // reading would ask for what was not sent yet
			_, _ = io.CopyN(io.Discard, body, maxUnread)
		}
	})
}

// CloseWrite says that nothing more will come, so that net/http can wait a
// moment before it closes what may be reset.
func (g *guest) CloseWrite() error {
	if half, ok := g.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return net.ErrClosed
}
