package cli_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// blow is an input that is too much for any route.
type blow struct {
	name    string
	headers string // of the request, after those that the route wants
	query   string
	body    func(io.Writer) error // nil: none
	wants   func(place, int) bool // status, 0 if the connection was closed instead
}

// refused is what becomes of a body that is too much: a route that reads it
// refuses it, any other one answers as it always does.
func refused(p place, status int) bool {
	return status == 0 || status/100 == 4 || p.media == "" && status < 500
}

// digested is what becomes of a body that is no more than a route reads, and
// makes no sense: nobody looks for a token in vain.
func digested(p place, status int) bool {
	return refused(p, status) || strings.HasSuffix(p.path, "/check") && status == http.StatusOK
}

// unwelcome is what becomes of a head that no route accepts.
func unwelcome(_ place, status int) bool {
	return status == 0 || status == http.StatusRequestHeaderFieldsTooLarge || status == http.StatusRequestURITooLong
}

func blows(t testing.TB) []blow {
	t.Helper()
	piece := strings.Repeat(" ", 64<<10) // white space, which JSON may have anywhere
	without := func(text string) func(io.Writer) error {
		return func(w io.Writer) error {
			_, err := io.WriteString(w, text)
			return err
		}
	}
	packed := gzipped(t, `{"email":"`+strings.Repeat("a", 10<<20))
	sized := func(n int) string { return fmt.Sprintf("Content-Length: %d\r\n", n) }
	return []blow{
		{"a body of 1 GiB", sized(1 << 30), "", func(w io.Writer) error { return again(w, piece, 1<<30) }, refused},
		{"endless chunks", "Transfer-Encoding: chunked\r\n", "", func(w io.Writer) error {
			return again(w, "10000\r\n"+piece+"\r\n", 1<<30)
		}, refused},
		{"a gzip bomb", "Content-Encoding: gzip\r\n" + sized(len(packed)), "", without(packed), digested},
		{"20,000 x [", sized(20_000), "", without(strings.Repeat("[", 20_000)), refused},
		{"8,000 x [ in a name", sized(8_009), "", without(`{"email":` + strings.Repeat("[", 8_000)), digested},
		{"100,000 headers", strings.Repeat("A: b\r\n", 100_000), "", nil, unwelcome},
		{"64 KiB of URL", "", "?" + strings.Repeat("a", 64<<10), nil, unwelcome},
	}
}

func gzipped(t testing.TB, text string) string {
	t.Helper()
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.String()
}

// again writes text until there are n bytes of it.
func again(w io.Writer, text string, n int) error {
	for range n / len(text) {
		if _, err := io.WriteString(w, text); err != nil {
			return err
		}
	}
	return nil
}

// counted is a writer that gives up once more was taken from it than any server
// may take.
type counted struct {
	io.Writer
	taken int
}

func (c *counted) Write(p []byte) (int, error) {
	n, err := c.Writer.Write(p)
	if c.taken += n; c.taken > 2*maxSwallowed {
		return n, io.ErrShortWrite
	}
	return n, err
}

// request is the head of a request to the place, without the empty line.
func (v victim) request(p place, query string) string {
	head := v.head(p.method, v.prefix+p.path+query)
	if p.media != "" {
		head += "Content-Type: " + p.media + "\r\n"
	}
	if strings.HasPrefix(p.path, "/external/") {
		head += "Authorization: Bearer " + v.token + "\r\n"
	}
	return head
}

// struck deals a blow and returns the answer's status, 0 if there was none, and
// how many bytes were taken.
func (v victim) struck(p place, b blow, from string) (status, taken int, err error) {
	conn, err := v.dial(from)
	if err != nil {
		return 0, 0, err
	}
	out := &counted{Writer: conn}
	written := make(chan struct{})
	go func() {
		defer close(written)
		_, err := io.WriteString(out, v.request(p, b.query)+b.headers+"\r\n")
		if err == nil && b.body != nil {
			_ = b.body(out) // cut off, as it should be
		}
	}()
	line, err := bufio.NewReader(conn).ReadString('\n')
	_ = conn.Close()
	<-written
	if err != nil {
		line = ""
	}
	if fields := strings.Fields(line); len(fields) > 1 {
		status, err = strconv.Atoi(fields[1])
		return status, out.taken, err
	}
	return 0, out.taken, nil
}

// quarry is a victim with the routes that are attacked there.
type quarry struct {
	victim
	routes []place
}

// everyRoute starts whatever the program can serve.
func everyRoute(t *testing.T) []quarry {
	t.Helper()
	_, site, numbers := siteUnderAttack(t)
	demo, root, watching := demoUnderAttack(t), site, metricsRoutes
	root.prefix = ""
	if testing.Short() {
		watching = watching[:1] // a profile takes a second
	}
	return []quarry{
		{site, append(site.linkedFrom(t, "/docs", "/docs/webshop", "/reset", "/forgot/1"), siteRoutes...)},
		{root, rootRoutes},
		{numbers, watching},
		{demo, slices.Concat(demo.linkedFrom(t, "/", "/inbox", "/docs", "/docs/webshop"), siteRoutes, rootRoutes[:1], demoRoutes)},
	}
}

// TestEveryRouteWithstandsTooMuch (A24): whatever is sent to whichever route is
// refused without being read, and nobody else notices.
func TestEveryRouteWithstandsTooMuch(t *testing.T) {
	quarries, all := everyRoute(t), blows(t)
	var striking sync.WaitGroup
	for _, q := range quarries {
		striking.Go(func() {
			for _, b := range all {
				for n, p := range q.routes {
					status, taken, err := q.struck(p, b, q.attacker(n))
					if err != nil || !b.wants(p, status) || taken > maxSwallowed {
						t.Errorf("%s, %s %s, %s: answered %d after taking %d KiB, %v", q.name, p.method, p.path, b.name, status, taken>>10, err)
					}
				}
			}
		})
	}
	striking.Wait()
	for _, v := range []victim{quarries[0].victim, quarries[3].victim} {
		v.staysSmall(t)
		if err := v.serves("/forgot/1"); err != nil {
			t.Errorf("%s afterwards: %v", v.name, err)
		}
	}
}
