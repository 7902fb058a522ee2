package relaytest

import (
	"bufio"
	"crypto/tls"
	"io"
	"net"
	"net/textproto"
	"strings"
)

// talk is one connection of the relay.
type talk struct {
	relay *Relay
	raw   net.Conn
	conn  net.Conn // raw, or TLS on top of it
	text  *textproto.Reader
	n     int
	seen  map[string]int
	from  string
	to    string
}

func newTalk(r *Relay, raw net.Conn, n int) *talk {
	t := &talk{relay: r, raw: raw, n: n, seen: map[string]int{}}
	t.use(raw)
	return t
}

func (t *talk) use(conn net.Conn) {
	t.conn, t.text = conn, textproto.NewReader(bufio.NewReader(conn))
}

// run speaks until one side has enough.
func (t *talk) run() {
	if t.relay.options.Implicit && !t.secure() || !t.answer(Greeting, "220 relay ESMTP\r\n").goOn() {
		return
	}
	for {
		line, err := t.text.ReadLine()
		if err != nil {
			return
		}
		verb, rest, _ := strings.Cut(strings.ToUpper(line), " ")
		if verb == "AUTH" {
			mechanism, _, _ := strings.Cut(rest, " ")
			t.note("AUTH " + mechanism)
		} else {
			t.note(line)
		}
		if !t.obey(verb, line) {
			return
		}
	}
}

// obey answers one command and reports whether to go on.
func (t *talk) obey(verb, line string) bool {
	switch verb {
	case "EHLO":
		return t.answer(verb, t.extensions()).goOn()
	case "STARTTLS":
		result := t.answer(verb, "220 2.0.0 go on\r\n")
		return result.goOn() && (!result.good() || t.secure())
	case "AUTH":
		return t.authenticate(line)
	case "MAIL":
		t.from = pathIn(line)
	case "RCPT":
		t.to = pathIn(line)
	case "DATA":
		result := t.answer(verb, "354 go on\r\n")
		return result.goOn() && (!result.good() || t.takeMail())
	case "QUIT":
		t.answer(verb, "221 2.0.0 bye\r\n")
		return false
	}
	return t.answer(verb, "250 2.0.0 fine\r\n").goOn()
}

func (t *talk) extensions() string {
	lines := []string{"relay", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES"}
	_, secured := t.conn.(*tls.Conn)
	if t.relay.options.TLS != NoTLS && !secured {
		lines = append(lines, "STARTTLS")
	}
	if t.relay.options.Mechanisms != "" && secured {
		lines = append(lines, "AUTH "+t.relay.options.Mechanisms)
	}
	return "250-" + strings.Join(lines, "\r\n250-") + "\r\n250 HELP\r\n"
}

// secure goes on in TLS.
func (t *talk) secure() bool {
	conn := tls.Server(t.raw, t.relay.identity.config)
	if conn.Handshake() != nil {
		return false
	}
	t.note(Secured)
	t.use(conn)
	return true
}

// takeMail reads a mail to its final dot and reports whether to go on.
func (t *talk) takeMail() bool {
	step := t.step(Content)
	if step.Cut || step.Stall {
		_, _ = io.CopyN(io.Discard, t.text.R, 100)
		if step.Stall {
			<-t.relay.done
		}
		if tcp, ok := t.raw.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
		return false
	}
	mail, err := t.text.ReadDotBytes()
	if err != nil {
		t.note("(half a mail)")
		return false
	}
	t.note(FinalDot)
	t.relay.mu.Lock()
	t.relay.mails = append(t.relay.mails, Mail{From: t.from, To: t.to, Raw: string(mail)})
	t.relay.mu.Unlock()
	return t.answer(FinalDot, "250 2.0.0 taken\r\n").goOn()
}

// result is the reply that was sent, "" if the conversation is over.
type result string

func (r result) goOn() bool { return r != "" }
func (r result) good() bool { return r != "" && (r[0] == '2' || r[0] == '3') }

// answer does what the script says.
func (t *talk) answer(phase, reply string) result { return t.perform(t.step(phase), reply) }

func (t *talk) perform(step Step, reply string) result {
	switch {
	case step.Stall:
		for line, err := t.text.ReadLine(); err == nil; line, err = t.text.ReadLine() {
			t.note(line)
		}
		return ""
	case step.Reply != "":
		reply = step.Reply
	case step.Cut:
		return ""
	}
	if _, err := io.WriteString(t.conn, reply); err != nil || step.Cut {
		return ""
	}
	return result(reply)
}

func (t *talk) step(phase string) Step {
	t.seen[phase]++
	step := t.relay.options.Script(Moment{Connection: t.n, Phase: phase, Nth: t.seen[phase]})
	if step.Before != nil {
		step.Before()
	}
	return step
}

func (t *talk) note(line string) {
	t.relay.mu.Lock()
	defer t.relay.mu.Unlock()
	t.relay.lines[t.n-1] = append(t.relay.lines[t.n-1], line)
}

// pathIn returns what stands between the angle brackets.
func pathIn(line string) string {
	_, path, _ := strings.Cut(line, "<")
	path, _, _ = strings.Cut(path, ">")
	return path
}
