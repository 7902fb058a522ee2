package cli_test

import (
	"errors"
	"io"
	"net"
	"net/url"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"latchkey/adapters/smtprelay/relaytest"
)

// hostileRelay answers every mail with hostile texts, one after the other.
func hostileRelay(t *testing.T, phase string) *relaytest.Relay {
	return relaytest.Start(t, relaytest.Options{Script: func(m relaytest.Moment) relaytest.Step {
		if m.Phase != phase {
			return relaytest.Step{}
		}
		var reply strings.Builder
		for _, text := range hostile {
			reply.WriteString("450-4.2.0 " + strings.NewReplacer("\n", " ", "\r", "\r").Replace(text) + "\r\n")
		}
		return relaytest.Step{Reply: reply.String() + "450 4.2.0 later\r\n"}
	}})
}

// TestNobodyWritesTheLogButTheServer (A38): whatever callers and relays say and
// wherever, every event is one line, of JSON or of text, with nothing in it that
// a terminal obeys and nothing of what they said.
func TestNobodyWritesTheLogButTheServer(t *testing.T) {
	for _, format := range []string{"json", "text"} {
		t.Run(format, func(t *testing.T) {
			db, token := shopOf(t, "jane@example.com")
			relay := hostileRelay(t, "RCPT")
			s := serveShop(t, db, "smtp://"+relay.Addr(), "--log-level", "debug", "--log-format", format,
				"--webshop-limit", "1000000", "--page-limit", "1000000")
			requests := hostileRequests(token)
			for _, r := range requests {
				r.send(t, s.Listen, frailHost)
			}
			waitForState(t, db, "waiting", "--email", "jane@example.com")
			if err := s.stop(syscall.SIGTERM, patience); err != nil {
				t.Errorf("ended with %v", err)
			}
			log := s.stderr.String()
			if lines := checkLines(t, log, format == "json"); lines < len(requests)/3 {
				t.Errorf("%d lines for %d requests: this is not all of the log", lines, len(requests))
			}
			for line := range strings.Lines(log) {
				if strings.Contains(line, evil) {
					t.Errorf("the log repeats what a caller said: %.500s", line)
				}
			}
		})
	}
}

// TestNobodyWritesADemosLog (A38): nor do those who talk to its mail server.
func TestNobodyWritesADemosLog(t *testing.T) {
	demo, err := startDemo(nil, "--log-level", "debug", "--webshop-limit", "1000000")
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range hostile {
		conversation := "EHLO " + text + "\r\nMAIL FROM:<" + text + "@x.example>\r\nMAIL FROM:<a@x.example>\r\nRCPT TO:<" + text + ">\r\nRCPT TO:<b@x.example>\r\n" +
			text + "\r\nDATA\r\nSubject: " + text + "\r\nFrom: " + text + "\r\n\r\n" + text + "\r\n.\r\nQUIT\r\n"
		sayTo(t, demo.SMTPAddr, conversation)
	}
	host := strings.TrimPrefix(demo.BaseURL, "http://")
	requests := hostileRequests(demo.APIToken)
	for _, text := range hostile {
		escaped := url.QueryEscape(text)
		for _, target := range []string{"/inbox?q=", "/inbox/mail/", "/inbox/api/messages/", "/inbox/assets/", "/demo/assets/", "/?x="} {
			requests = append(requests, raw{method: "GET", target: target + escaped}, raw{method: "POST", target: target, body: text})
		}
		for _, target := range []string{"/demo/clock", "/inbox/fault", "/inbox/empty"} {
			requests = append(requests, raw{method: "POST", target: target, headers: []string{"Content-Type: " + formBody}, body: "advance=" + escaped + "&back=" + escaped + "&fault=" + escaped})
		}
	}
	for _, r := range requests {
		r.send(t, host, host)
	}
	if err := demo.end(); err != nil {
		t.Errorf("ended with %v", err)
	}
	log := demo.stderr.String()
	if lines := checkLines(t, log, false); lines < len(requests)/3 || strings.Contains(log, evil) {
		t.Errorf("%d lines for %d requests, one repeats what a caller said: %v", lines, len(requests), strings.Contains(log, evil))
	}
}

// sayTo says everything at once and waits until the other side hangs up.
func sayTo(t *testing.T, address, everything string) {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(conn, everything) // it may have hung up before
	if _, err := io.ReadAll(conn); errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatal(err)
	}
}
