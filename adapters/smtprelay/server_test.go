package smtprelay_test

import (
	"bufio"
	"io"
	"net"
	"net/textproto"
	"strings"
	"sync"
	"testing"
)

// Phases of a conversation, beside the commands themselves.
const (
	greeting = "greeting"
	content  = "content" // right after the 354: half-way through the mail
	finalDot = "final dot"
)

// step is what the server does in one phase. The zero step is a good answer.
type step struct {
	reply string // instead of the good answer; lines end in CRLF
	cut   bool   // drop the connection, after reply if there is one
	hang  bool   // say nothing until the client goes away
}

// script decides about the nth time (from 1) a connection (from 1) gets to a phase.
type script func(connection int, phase string, nth int) step

// server is an SMTP server that does what its script says and writes down
// everything it is told.
type server struct {
	addr   string
	script script
	ended  chan int // connections, as they end

	mu    sync.Mutex
	lines [][]string // per connection: commands and, for a mail, finalDot
	mails []string   // as received, dots unstuffed, lines ending in LF
}

// serve starts a server that ends with the test. A nil script is all good.
func serve(t testing.TB, script script) *server {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if script == nil {
		script = func(int, string, int) step { return step{} }
	}
	s := &server{addr: listener.Addr().String(), script: script, ended: make(chan int, 100)}
	var running sync.WaitGroup
	t.Cleanup(func() { _ = listener.Close(); running.Wait() })
	running.Go(func() {
		for n := 1; ; n++ {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			s.mu.Lock()
			s.lines = append(s.lines, nil)
			s.mu.Unlock()
			running.Go(func() {
				defer conn.Close()
				(&talk{server: s, conn: conn, text: textproto.NewReader(bufio.NewReader(conn)), n: n, seen: map[string]int{}}).run()
				s.ended <- n
			})
		}
	})
	return s
}

// dialogue returns what connection n (from 1) has said so far.
func (s *server) dialogue(n int) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n > len(s.lines) {
		return nil
	}
	return append([]string(nil), s.lines[n-1]...)
}

func (s *server) connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.lines)
}

func (s *server) received() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.mails...)
}

// talk is one connection of the server.
type talk struct {
	server *server
	conn   net.Conn
	text   *textproto.Reader
	n      int
	seen   map[string]int
}

func (t *talk) run() {
	if !t.answer(greeting, "220 relay ESMTP\r\n") {
		return
	}
	good := map[string]string{
		"EHLO": "250-relay\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 ENHANCEDSTATUSCODES\r\n",
		"QUIT": "221 2.0.0 bye\r\n", "DATA": "354 go on\r\n",
	}
	for {
		line, err := t.text.ReadLine()
		if err != nil {
			return
		}
		t.note(line)
		verb, _, _ := strings.Cut(strings.ToUpper(line), " ")
		reply, ok := good[verb]
		if !ok {
			reply = "250 2.0.0 fine\r\n"
		}
		if !t.answer(verb, reply) {
			return
		}
		accepted := t.server.script(t.n, verb, t.seen[verb]).reply == ""
		if accepted && (verb == "QUIT" || verb == "DATA" && !t.takeMail()) {
			return
		}
	}
}

// takeMail reads a mail to its final dot and reports whether to go on.
func (t *talk) takeMail() bool {
	t.seen[content]++
	if t.server.script(t.n, content, t.seen[content]).cut {
		_, _ = io.CopyN(io.Discard, t.text.R, 100)
		_ = t.conn.(*net.TCPConn).SetLinger(0)
		return false
	}
	mail, err := t.text.ReadDotBytes()
	if err != nil {
		t.note("half a mail")
		return false
	}
	t.note(finalDot)
	t.server.mu.Lock()
	t.server.mails = append(t.server.mails, string(mail))
	t.server.mu.Unlock()
	return t.answer(finalDot, "250 2.0.0 taken\r\n")
}

// answer does what the script says and reports whether to go on.
func (t *talk) answer(phase, reply string) bool {
	t.seen[phase]++
	step := t.server.script(t.n, phase, t.seen[phase])
	switch {
	case step.hang:
		for line, err := t.text.ReadLine(); err == nil; line, err = t.text.ReadLine() {
			t.note(line)
		}
		return false
	case step.reply != "":
		reply = step.reply
	case step.cut:
		return false
	}
	_, err := io.WriteString(t.conn, reply)
	return err == nil && !step.cut
}

func (t *talk) note(line string) {
	t.server.mu.Lock()
	defer t.server.mu.Unlock()
	t.server.lines[t.n-1] = append(t.server.lines[t.n-1], line)
}
