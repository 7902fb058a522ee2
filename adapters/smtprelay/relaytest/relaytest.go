// Package relaytest is a kit for tests: an SMTP relay on this machine that does
// what a script says at each step of each conversation, and remembers all it
// was told.
package relaytest

import (
	"crypto/x509"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// Phases of a conversation that are no commands. The others go by their verb:
// EHLO, HELO, STARTTLS, AUTH, MAIL, RCPT, DATA, RSET, QUIT.
const (
	Greeting = "greeting"
	Content  = "content"   // half-way through the mail: Step.Reply counts for nothing here
	FinalDot = "final dot" // the mail is there, and the last word is due
)

// Secured is what the dialogue says where a TLS handshake went well.
const Secured = "(TLS)"

// Step is what the relay does at one moment. The zero Step is a good answer.
type Step struct {
	Before func() // is called first and may take its time; nil is nothing
	Reply  string // instead of the good answer, each line with its CRLF; after a 2xx or 3xx the conversation goes on as after the good one
	Cut    bool   // drop the connection, after Reply if there is one
	Stall  bool   // say nothing until the client goes away
}

// Moment is the Nth time (from 1) that a connection (from 1) gets to a phase.
type Moment struct {
	Connection int
	Phase      string
	Nth        int
}

// Script decides what happens. Connections ask it at the same time.
type Script func(Moment) Step

// At returns a script that takes one step at one moment and is good otherwise.
func At(moment Moment, step Step) Script {
	return func(m Moment) Step {
		if m == moment {
			return step
		}
		return Step{}
	}
}

// Options say what kind of relay it is. The zero Options are a relay without
// TLS and AUTH that takes every mail.
type Options struct {
	Script     Script // nil is all good
	TLS        TLS
	Implicit   bool   // TLS from the first octet, not by STARTTLS
	Mechanisms string // offered with TLS, such as "PLAIN LOGIN"; "" is no AUTH
	User       string // whom PLAIN, LOGIN and SCRAM-SHA-256 let in
	Password   string
}

// Mail is one mail that the relay has read to its final dot, whatever it
// answered then.
type Mail struct {
	From, To string // of the envelope, as given
	Raw      string // dots undoubled, lines ending in LF
}

// Relay is the server. It ends with the test.
type Relay struct {
	options  Options
	identity identity
	listener net.Listener
	done     chan struct{}
	ended    chan int

	mu    sync.Mutex
	lines [][]string // per connection
	mails []Mail
}

// Start starts a relay on a free port of 127.0.0.1.
func Start(t testing.TB, options Options) *Relay {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if options.Script == nil {
		options.Script = func(Moment) Step { return Step{} }
	}
	r := &Relay{options: options, listener: listener, done: make(chan struct{}), ended: make(chan int, 10_000)}
	if options.TLS != NoTLS {
		r.identity = newIdentity(t, options.TLS)
	}
	var running sync.WaitGroup
	t.Cleanup(func() { close(r.done); _ = listener.Close(); running.Wait() })
	running.Go(func() {
		for n := 1; ; n++ {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			r.mu.Lock()
			r.lines = append(r.lines, nil)
			r.mu.Unlock()
			running.Go(func() {
				defer func() { _ = conn.Close(); r.ended <- n }()
				newTalk(r, conn, n).run()
			})
		}
	})
	return r
}

// Addr returns host and port.
func (r *Relay) Addr() string { return r.listener.Addr().String() }

// Port returns the port.
func (r *Relay) Port() uint16 {
	_, port, _ := net.SplitHostPort(r.Addr())
	number, _ := strconv.ParseUint(port, 10, 16)
	return uint16(number)
}

// RootCAs returns who signs the certificates of relays that are to be trusted.
// It is nil without TLS.
func (r *Relay) RootCAs() *x509.CertPool { return r.identity.roots }

// RootPEM returns the same for programs that read a file. It is empty without TLS.
func (r *Relay) RootPEM() []byte { return r.identity.root }

// Ended yields the number of each connection as it ends.
func (r *Relay) Ended() <-chan int { return r.ended }

// Connections returns how many there have been.
func (r *Relay) Connections() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.lines)
}

// Dialogue returns what connection n (from 1) has said so far: its commands,
// credentials left out, Secured, and FinalDot for a mail.
func (r *Relay) Dialogue(n int) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if n < 1 || n > len(r.lines) {
		return nil
	}
	return slices.Clone(r.lines[n-1])
}

// Count returns how many lines of all dialogues begin with verb.
func (r *Relay) Count(verb string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	count := 0
	for _, line := range slices.Concat(r.lines...) {
		if strings.HasPrefix(line, verb) {
			count++
		}
	}
	return count
}

// Mails returns the mails received so far, in their order.
func (r *Relay) Mails() []Mail {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.mails)
}

// Copies returns how many mails of a Message-ID, given without its brackets,
// have been received.
func (r *Relay) Copies(messageID string) int {
	count := 0
	for _, mail := range r.Mails() {
		header, _, _ := strings.Cut(mail.Raw, "\n\n")
		if strings.Contains(strings.ReplaceAll(header, "\n ", " "), "\nMessage-ID: <"+messageID+">") || strings.HasPrefix(header, "Message-ID: <"+messageID+">") {
			count++
		}
	}
	return count
}
