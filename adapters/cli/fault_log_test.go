package cli_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// fullLog are the flags of a server that logs all there is as JSON.
var fullLog = []string{"--log-level", "debug", "--log-format", "json", "--metrics-listen", "127.0.0.1:0", "--webshop-limit", "1000000"}

// dropped returns how many lines of the log the server's numbers call dropped.
func dropped(t *testing.T, s *server) (lines int) {
	t.Helper()
	value, found := numbersIn(fetch(t, "http://"+s.Metrics+"/metrics"))["latchkey_log_lines_dropped_total"]
	if _, err := fmt.Sscan(value, &lines); !found || err != nil {
		t.Fatalf("no number of dropped lines: %q, %v", value, err)
	}
	return lines
}

// event is what every line of a log has.
type event struct {
	Level, Msg string
	Lines      int // of the notice about dropped ones
}

// events reads a log of JSON; torn is what is no event, line by line.
func events(log string) (events []event, torn []string) {
	for line := range strings.Lines(log) {
		var e event
		if err := json.Unmarshal([]byte(line), &e); err != nil || e.Msg == "" {
			torn = append(torn, line)
			continue
		}
		events = append(events, e)
	}
	return events, torn
}

// waitUntil looks again and again until something is so.
func waitUntil(t *testing.T, what string, is func() bool) {
	t.Helper()
	again, deadline := time.NewTicker(20*time.Millisecond), time.After(patience)
	defer again.Stop()
	for !is() {
		select {
		case <-again.C:
		case <-deadline:
			t.Fatalf("after %v: not %s", patience, what)
		}
	}
}

// served asks for a link, which must be accepted.
func served(t *testing.T, s *server) {
	t.Helper()
	w := wish{path: forgotPath, body: forgotBody("nobody@example.com")}
	if status, answer, err := w.put(frailClient, s); err != nil || status != http.StatusOK {
		t.Fatalf("not served: %v %s", err, answer)
	}
}

// TestTheLogsDiskIsFull (fault F06): customers are served, the lines that are
// lost are counted, and the log says so when there is room again.
func TestTheLogsDiskIsFull(t *testing.T) {
	db, _ := shopOf(t, "jane@example.com")
	disk := smallDisk(t)
	path, filler := filepath.Join(disk, "log"), filepath.Join(disk, "filler")
	log, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = log.Close() }) // before the disk is taken away
	s := shopServer(t, db, "smtp://127.0.0.1:1", fullLog...)
	s.cmd.Stderr = log
	if err := s.start(); err != nil {
		t.Fatal(err)
	}
	if got := dropped(t, s); got != 0 {
		t.Errorf("%d lines are dropped, want 0 as long as there is room", got)
	}
	if err := fill(filler); err != nil {
		t.Fatal(err)
	}
	for n := 0; n < 20 || dropped(t, s) < 5; n++ { // the log's last page has some room
		if served(t, s); n > 1000 {
			t.Fatal("no line is dropped")
		}
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	said := func() (lines int) {
		all, _ := events(logIn(t, path))
		for _, e := range all {
			lines += e.Lines
		}
		return lines
	}
	served(t, s)
	waitUntil(t, "said", func() bool { return said() > 0 })
	served(t, s)
	if err := s.stop(syscall.SIGTERM, patience); err != nil {
		t.Errorf("ended with %v", err)
	}
	content := logIn(t, path)
	if _, torn := events(content); len(torn) > 1 { // the one that was being written when the disk was full
		t.Errorf("%d lines are no events: %.500q", len(torn), torn)
	}
	if got := strings.Count(content, "lines were dropped"); got != 1 || said() < 5 {
		t.Errorf("said %d times that lines were dropped, %d in all, want once and 5 or more", got, said())
	}
}

func logIn(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// loggedID makes a call that is logged and returns its request id.
func loggedID(t *testing.T, s *server) string {
	t.Helper()
	request, err := s.posting(forgotPath, "{", "")
	if err != nil {
		t.Fatal(err)
	}
	response, err := frailClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	return response.Header.Get("X-Request-Id")
}

// TestTheLogIsAPipeNobodyReads (fault F06): no request waits for a reader, and
// neither does the end.
func TestTheLogIsAPipeNobodyReads(t *testing.T) {
	db, _ := shopOf(t, "jane@example.com")
	out, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	s := shopServer(t, db, "smtp://127.0.0.1:1", fullLog...)
	s.cmd.Stderr = in
	if err := s.start(); err != nil {
		t.Fatal(err)
	}
	_ = in.Close()
	// As many lines as a pipe and the server's own store of lines hold, and more.
	conn, err := net.Dial("tcp", s.Listen)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	answers := bufio.NewReader(conn)
	for n := 0; n%500 != 0 || dropped(t, s) == 0; n++ {
		if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
			t.Fatal(err)
		}
		asking{path: forgotPath, body: func(string) string { return "{" }}.write(conn, frailHost, "")
		if err := readOK(answers); err == nil || !strings.Contains(err.Error(), "answered") || n > 100_000 {
			t.Fatalf("%d calls, and no line is dropped: %v", n, err)
		}
	}
	served(t, s)
	var log keptOutput
	read, counted := make(chan error, 1), dropped(t, s)
	go func() {
		_, err := io.Copy(&log, out)
		read <- err
	}()
	// The end gives the log a second, so it comes once the reader has caught up.
	var ids []string
	waitUntil(t, "all read", func() bool {
		all := log.String()
		if slices.ContainsFunc(ids, func(id string) bool { return strings.Contains(all, id) }) {
			return true
		}
		ids = append(ids, loggedID(t, s))
		return false
	})
	if err := s.stop(syscall.SIGTERM, patience); err != nil {
		t.Errorf("ended with %v", err)
	}
	if err := <-read; err != nil {
		t.Error(err)
	}
	all, torn := events(log.String())
	said := 0
	for _, e := range all {
		said += e.Lines
	}
	if len(torn) > 0 || said < counted {
		t.Errorf("%d lines are no events, and %d are said to be dropped, want 0 and %d or more: %.300q", len(torn), said, counted, torn)
	}
}
