package composition_test

import (
	"bytes"
	"net"
	"strconv"
	"sync"
	"testing"
)

// network is the way to a relay that can lose everything from some moment of a
// mail on: nothing is passed on in either direction, and neither side learns of
// it. Once it heals, what the program had said before it gave up arrives late.
type network struct {
	t        testing.TB
	relay    string
	listener net.Listener
	victim   []byte // the RCPT command of the mail that is hit
	midData  bool   // lost is what comes after half the content, else after its final dot
	healed   chan struct{}
	heal     func()
	running  sync.WaitGroup

	mu      sync.Mutex
	strikes int // how often it will still happen
}

// newNetwork is the way to relay. It ends with the test.
func newNetwork(t testing.TB, relay, victim string, midData bool, strikes int) *network {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	n := &network{
		t: t, relay: relay, listener: listener, victim: []byte("RCPT TO:<" + victim + ">\r\n"), midData: midData,
		healed: make(chan struct{}), strikes: strikes,
	}
	n.heal = sync.OnceFunc(func() { close(n.healed) })
	t.Cleanup(func() { n.heal(); _ = listener.Close(); n.running.Wait() })
	n.running.Go(func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			n.running.Go(func() { n.carry(client) })
		}
	})
	return n
}

func (n *network) port() uint16 {
	_, port, _ := net.SplitHostPort(n.listener.Addr().String())
	number, _ := strconv.ParseUint(port, 10, 16)
	return uint16(number)
}

// carry passes on what both sides of one connection say.
func (n *network) carry(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("tcp", n.relay)
	if err != nil {
		n.t.Error(err)
		return
	}
	defer server.Close()
	lost := make(chan struct{})
	var answers sync.WaitGroup
	answers.Go(func() { n.answers(client, server, lost) })
	n.commands(client, server, lost)
	_ = server.(*net.TCPConn).CloseWrite()
	answers.Wait()
}

// commands passes on what the program says.
func (n *network) commands(client, server net.Conn, lost chan struct{}) {
	var said []byte
	buffer := make([]byte, 64<<10)
	for {
		read, err := client.Read(buffer)
		piece := buffer[:read]
		if hit := n.hits(said); hit >= 0 && n.cut(said[hit:], piece) {
			passed := len(piece)
			if n.midData {
				passed /= 2
			}
			close(lost) // before the relay can answer
			_, _ = server.Write(piece[:passed])
			<-n.healed
			piece = piece[passed:]
			said = nil
		}
		said = append(said, piece...)
		if _, failed := server.Write(piece); err != nil || failed != nil {
			return
		}
	}
}

// hits returns where in what has been said the mail begins that is hit, or -1.
func (n *network) hits(said []byte) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	at := bytes.LastIndex(said, n.victim)
	if n.strikes == 0 || at < 0 || !bytes.HasSuffix(said, []byte("DATA\r\n")) {
		return -1
	}
	return at
}

// cut uses up a strike if piece is the content of the mail.
func (n *network) cut(said, piece []byte) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !bytes.HasSuffix(piece, []byte("\r\n.\r\n")) {
		n.t.Errorf("after %q the program says %d octets, want the mail in one piece", said, len(piece))
		return false
	}
	n.strikes--
	return true
}

// answers passes on what the relay says until everything is lost.
func (n *network) answers(client, server net.Conn, lost chan struct{}) {
	buffer := make([]byte, 4<<10)
	for {
		read, err := server.Read(buffer)
		select {
		case <-lost:
			if err != nil {
				return
			}
			continue // nobody is there to hear it any more
		default:
		}
		if _, failed := client.Write(buffer[:read]); err != nil || failed != nil {
			return
		}
	}
}
