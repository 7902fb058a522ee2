package smtpsink_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/smtp"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"latchkey/adapters/smtpsink"
)

// TestMain fails the run when a goroutine of the sink or of go-smtp outlives all tests.
func TestMain(m *testing.M) {
	code := m.Run()
	if left := leftover(30 * time.Second); left != "" && code == 0 {
		fmt.Fprintln(os.Stderr, "goroutines left behind:\n"+left)
		code = 1
	}
	os.Exit(code)
}

func leftover(patience time.Duration) string {
	stacks := make([]byte, 1<<20)
	for end := time.Now().Add(patience); ; runtime.Gosched() {
		all := string(stacks[:runtime.Stack(stacks, true)])
		_, others, _ := strings.Cut(all, "\n\n") // the first is this one
		if !strings.Contains(others, "adapters/smtpsink.") && !strings.Contains(others, "emersion/go-smtp") {
			return ""
		}
		if time.Now().After(end) {
			return others
		}
	}
}

// noon is what every sink of these tests takes for now.
func noon() time.Time { return time.Date(2026, 11, 22, 13, 0, 0, 0, time.FixedZone("CET", 3600)) }

// house is a running sink with its web server.
type house struct {
	t    *testing.T
	sink *smtpsink.Sink
	smtp string
	web  string
}

func open(t *testing.T, cfg smtpsink.Config) *house {
	t.Helper()
	if cfg.Now == nil {
		cfg.Now = noon
	}
	sink := smtpsink.New(cfg)
	addr, err := sink.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- sink.Run(ctx) }()
	mux := http.NewServeMux()
	sink.Mount(mux)
	web := httptest.NewServer(mux)
	t.Cleanup(func() {
		_ = sink.EndEvents() // or a page that is still open would be waited for
		web.Close()
		stop()
		if err := <-done; err != nil {
			t.Errorf("Run: got %v, want nil", err)
		}
	})
	return &house{t: t, sink: sink, smtp: addr.String(), web: web.URL}
}

// send brings one mail in with net/smtp, lines ending in LF allowed.
func (h *house) send(raw string) {
	h.t.Helper()
	raw = strings.ReplaceAll(strings.ReplaceAll(raw, "\r\n", "\n"), "\n", "\r\n")
	err := smtp.SendMail(h.smtp, nil, "shop@example.com", []string{"kim@example.com"}, []byte(raw))
	if err != nil {
		h.t.Fatalf("send: %v", err)
	}
}

// full is a mail as the API tells it.
type full struct {
	ID, From, Subject, Text, HTML string
	To                            []string
	ReceivedAt                    string `json:"received_at"`
	Headers                       map[string]string
}

func (h *house) list() []full {
	h.t.Helper()
	var got struct{ Messages []full }
	h.json("/inbox/api/messages", &got)
	return got.Messages
}

func (h *house) mail(id string) full {
	h.t.Helper()
	var got full
	h.json("/inbox/api/messages/"+id, &got)
	return got
}

func (h *house) json(path string, into any) {
	h.t.Helper()
	res, body := h.do("GET", path)
	if res.StatusCode != http.StatusOK {
		h.t.Fatalf("GET %s: got %d, want 200", path, res.StatusCode)
	}
	if err := json.Unmarshal([]byte(body), into); err != nil {
		h.t.Fatalf("GET %s: %v", path, err)
	}
}

// do sends one request, with headers as name, value pairs, and follows no redirect.
func (h *house) do(method, path string, headers ...string) (*http.Response, string) {
	h.t.Helper()
	req, err := http.NewRequest(method, h.web+path, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			req.Host = headers[i+1]
		}
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		h.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return res, string(body)
}

// dialogue is SMTP by hand.
type dialogue struct {
	t    *testing.T
	conn net.Conn
	in   *bufio.Reader
}

// dial connects without reading the greeting.
func (h *house) dial() *dialogue {
	h.t.Helper()
	conn, err := net.Dial("tcp", h.smtp)
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		h.t.Fatal(err)
	}
	return &dialogue{t: h.t, conn: conn, in: bufio.NewReader(conn)}
}

// hello connects and introduces itself.
func (h *house) hello() *dialogue {
	h.t.Helper()
	d := h.dial()
	d.expect("220")
	d.ask("EHLO client.example\r\n", "250")
	return d
}

// toData goes on until the server waits for a mail.
func (d *dialogue) toData() *dialogue {
	d.t.Helper()
	d.ask("MAIL FROM:<shop@example.com>\r\n", "250")
	d.ask("RCPT TO:<kim@example.com>\r\n", "250")
	d.ask("DATA\r\n", "354")
	return d
}

func (d *dialogue) say(raw string) {
	d.t.Helper()
	if _, err := io.WriteString(d.conn, raw); err != nil {
		d.t.Fatalf("write: %v", err)
	}
}

// reply reads one reply, continuation lines included; "" is the end of the connection.
func (d *dialogue) reply() string {
	var all strings.Builder
	for {
		line, err := d.in.ReadString('\n')
		all.WriteString(line)
		if err != nil || len(line) < 4 || line[3] == ' ' {
			return all.String()
		}
	}
}

func (d *dialogue) expect(prefix string) string {
	d.t.Helper()
	got := d.reply()
	if !strings.HasPrefix(got, prefix) {
		d.t.Fatalf("reply: got %q, want %s…", got, prefix)
	}
	return got
}

func (d *dialogue) ask(raw, prefix string) string {
	d.t.Helper()
	d.say(raw)
	return d.expect(prefix)
}

// rest reads all replies until the server hangs up.
func (d *dialogue) rest() []string {
	var all []string
	for {
		got := d.reply()
		if got == "" {
			return all
		}
		all = append(all, strings.TrimSpace(got))
	}
}
