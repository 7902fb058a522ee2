package smtpsink_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"latchkey/adapters/smtpsink"
)

// event is what a page is told.
type event struct {
	Revision string
	Now      time.Time
}

// listener reads live updates as a browser does.
type listener struct {
	t   *testing.T
	res *http.Response
	in  *bufio.Scanner
}

func (h *house) listen() *listener {
	h.t.Helper()
	res, err := http.Get(h.web + "/inbox/api/events")
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { _ = res.Body.Close() })
	return &listener{t: h.t, res: res, in: bufio.NewScanner(res.Body)}
}

// next returns the next event, or false at the end of the stream.
func (l *listener) next() (event, bool) {
	l.t.Helper()
	var e event
	for l.in.Scan() {
		line := l.in.Text()
		switch data, isData := strings.CutPrefix(line, "data: "); {
		case isData:
			if err := json.Unmarshal([]byte(data), &e); err != nil {
				l.t.Fatalf("data: %v", err)
			}
		case line == "":
			return e, true
		case line != "event: inbox":
			l.t.Fatalf("stream: got %q", line)
		}
	}
	return event{}, false
}

func (l *listener) want(what string) event {
	l.t.Helper()
	e, ok := l.next()
	if !ok {
		l.t.Fatalf("%s: the stream ended, want an event", what)
	}
	return e
}

func TestLiveUpdates(t *testing.T) {
	h := open(t, smtpsink.Config{After: never, Machine: time.Now})
	l := h.listen()
	if l.res.StatusCode != 200 || l.res.Header.Get("Content-Type") != "text/event-stream" || l.res.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("got %d %v", l.res.StatusCode, l.res.Header)
	}
	first := l.want("hello")
	if !first.Now.Equal(noon()) {
		t.Errorf("time: got %v, want the demo's", first.Now)
	}
	if _, page := h.do("GET", "/inbox"); !strings.Contains(page, `data-revision="`+first.Revision+`"`) {
		t.Errorf("the page does not say revision %s", first.Revision)
	}
	seen := map[string]bool{first.Revision: true}
	for _, change := range []struct {
		name string
		make func()
	}{
		{"mail", func() { h.send("Subject: x\n\nbody\n") }},
		{"fault chosen", func() { h.play("refuse") }},
		{"fault met", func() { h.try("kim@example.com") }},
		{"emptied by the page", func() { h.post("/inbox/empty", nil) }},
		{"emptied by a script", func() { h.do("DELETE", "/inbox/api/messages") }},
	} {
		change.make()
		if got := l.want(change.name).Revision; seen[got] {
			t.Errorf("%s: got revision %s again", change.name, got)
		} else {
			seen[got] = true
		}
	}
	if res, body := h.do("HEAD", "/inbox/api/events"); res.StatusCode != 200 || body != "" {
		t.Errorf("HEAD: got %d %q", res.StatusCode, body)
	}
	if res, _ := h.do("POST", "/inbox/api/events"); res.StatusCode != 405 || res.Header.Get("Allow") != "GET, HEAD" {
		t.Errorf("POST: got %d", res.StatusCode)
	}
}

func TestHeartbeat(t *testing.T) {
	beat := make(chan time.Time)
	asked := make(chan time.Duration, 10)
	h := open(t, smtpsink.Config{After: func(d time.Duration) <-chan time.Time {
		asked <- d
		return beat
	}})
	l := h.listen()
	first := l.want("hello")
	for range 3 {
		if got := <-asked; got != 15*time.Second {
			t.Errorf("heartbeat after %v, want 15s", got)
		}
		beat <- time.Time{}
		if got := l.want("heartbeat"); got != first {
			t.Errorf("got %v, want %v again", got, first)
		}
	}
}

func TestListenersAreBounded(t *testing.T) {
	h := open(t, smtpsink.Config{After: never, Limits: smtpsink.Limits{Listeners: 2}})
	one, two := h.listen(), h.listen()
	one.want("one")
	two.want("two")
	third := h.listen()
	if third.res.StatusCode != 503 || third.res.Header.Get("Retry-After") == "" {
		t.Errorf("third listener: got %d", third.res.StatusCode)
	}
	_ = one.res.Body.Close()
	for { // the server learns of it when the connection ends
		if next := h.listen(); next.res.StatusCode == 200 {
			next.want("a place that became free")
			return
		}
	}
}

// The limits of the web server are for requests and whole answers: the stream outlives them.
func TestLiveUpdatesOutliveTheServersDeadlines(t *testing.T) {
	const limit = 100 * time.Millisecond
	beat := make(chan time.Time)
	sink := smtpsink.New(smtpsink.Config{Now: noon, Machine: time.Now, After: func(time.Duration) <-chan time.Time { return beat }})
	server, base := serve(t, sink, limit)
	h := &house{t: t, sink: sink, web: base}
	l := h.listen()
	l.want("hello")
	for start := time.Now(); time.Since(start) < 5*limit; {
		beat <- time.Time{}
		l.want("heartbeat")
	}
	stop(t, server, sink)
	if _, more := l.next(); more {
		t.Error("got an event after the end")
	}
	if again := h.sink.EndEvents(); again != nil {
		t.Errorf("second EndEvents: got %v, want nil", again)
	}
}

func TestNoListenersAfterTheEnd(t *testing.T) {
	h := open(t, smtpsink.Config{})
	if err := h.sink.EndEvents(); err != nil {
		t.Fatal(err)
	}
	if got := h.listen().res.StatusCode; got != 503 {
		t.Errorf("got %d, want 503", got)
	}
	if res, _ := h.do("GET", "/inbox"); res.StatusCode != 200 {
		t.Errorf("the page: got %d, want 200", res.StatusCode)
	}
}

// A listener that stopped reading is cut off by the deadline of one write, and not before.
func TestAStalledListenerIsCutOff(t *testing.T) {
	var lied atomic.Bool // to the sink, about the time
	machine := func() time.Time {
		if lied.Load() {
			return time.Now().Add(-time.Hour)
		}
		return time.Now()
	}
	h := open(t, smtpsink.Config{After: never, Machine: machine})
	l := h.listen()
	l.want("hello")
	lied.Store(true)
	h.send("Subject: x\n\nbody\n")
	if _, more := l.next(); more {
		t.Error("a write went through after its deadline")
	}
}

func serve(t *testing.T, sink *smtpsink.Sink, limit time.Duration) (*http.Server, string) {
	t.Helper()
	mux := http.NewServeMux()
	sink.Mount(mux)
	server := &http.Server{Handler: mux, ReadTimeout: limit, WriteTimeout: limit}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(ln) }()
	t.Cleanup(func() {
		_ = server.Close()
		<-served
	})
	return server, (&url.URL{Scheme: "http", Host: ln.Addr().String()}).String()
}

// stop ends the server as main does: the listeners first, and then it drains.
func stop(t *testing.T, server *http.Server, sink *smtpsink.Sink) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), soon)
	defer cancel()
	if err := sink.EndEvents(); err != nil {
		t.Errorf("EndEvents: got %v, want nil", err)
	}
	if err := server.Shutdown(ctx); err != nil {
		t.Errorf("the server does not drain: %v", err)
		_ = server.Close()
	}
}
