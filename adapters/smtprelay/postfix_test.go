package smtprelay_test

import (
	"crypto/x509"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"latchkey/adapters/smtprelay"
	"latchkey/adapters/smtprelay/relaytest"
)

// TestPostfixTakesAThousandMails hands mails to a real MTA, over TLS, and looks
// at what it makes of them for the next server.
func TestPostfixTakesAThousandMails(t *testing.T) {
	const mails, connections = 1000, 4
	next, arrived := counting(t, mails)
	postfix := startPostfix(t, next.Addr())
	key := ed25519Key(t)
	relay := relayTo(t, smtprelay.Config{
		Host: "127.0.0.1", Port: postfix.port, Security: smtprelay.StartTLS, RootCAs: postfix.roots, Connections: connections,
		DKIM: &smtprelay.DKIM{Domain: "shop.example", Selector: "mail2026", Key: key},
	})
	var senders sync.WaitGroup
	for sender := range connections {
		senders.Go(func() {
			for n := sender; n < mails; n += connections {
				mail := sample(t)
				mail.MessageID = strconv.Itoa(n) + "@shop.example"
				words, err := relay.Send(t.Context(), mail)
				if err != nil || !strings.Contains(words, "queued as") {
					t.Errorf("mail %d: got %q, %v", n, words, err)
					return
				}
			}
		})
	}
	senders.Wait()
	if t.Failed() {
		log := postfix.log(t)
		t.Fatal(log[max(0, len(log)-4000):])
	}
	select {
	case <-arrived:
	case <-time.After(time.Minute):
		t.Fatalf("got %d mails within a minute, want %d", len(next.Mails()), mails)
	}
	copies := map[string]bool{}
	for _, mail := range next.Mails() {
		copies[checkForwarded(t, mail, record(t, key))] = true
	}
	if len(next.Mails()) != mails || len(copies) != mails {
		t.Errorf("got %d mails with %d Message-IDs, want %d", len(next.Mails()), len(copies), mails)
	}
	_ = relay.Close()
	if got := strings.Count(postfix.log(t), ": connect from"); got != connections {
		t.Errorf("got %d connections, want %d", got, connections)
	}
}

// counting returns a relay and a channel that is closed when it has received
// that many mails.
func counting(t *testing.T, mails int) (*relaytest.Relay, <-chan struct{}) {
	t.Helper()
	arrived := make(chan struct{})
	var mu sync.Mutex
	count := 0
	return relaytest.Start(t, relaytest.Options{Script: func(m relaytest.Moment) relaytest.Step {
		if m.Phase == relaytest.FinalDot {
			mu.Lock()
			defer mu.Unlock()
			if count++; count == mails {
				close(arrived)
			}
		}
		return relaytest.Step{}
	}}), arrived
}

// checkForwarded fails t unless mail is as it was sent, but for what an MTA adds
// at its top. It returns the Message-ID.
func checkForwarded(t *testing.T, mail relaytest.Mail, published string) string {
	t.Helper()
	if err := verify(mail.Raw, published); err != nil {
		t.Fatalf("DKIM: %v in\n%s", err, mail.Raw)
	}
	if mail.To != "jane@example.org" || mail.From != "no-reply@shop.example" {
		t.Errorf("got a mail from %q to %q", mail.From, mail.To)
	}
	_, id, _ := strings.Cut(mail.Raw, "Message-ID: <")
	id, _, _ = strings.Cut(id, ">")
	return id
}

// postfix is a running Postfix with a folder of its own.
type postfix struct {
	folder string
	port   uint16
	roots  *x509.CertPool
}

// startPostfix starts a Postfix that hands everything on to next and ends with
// the test. It skips t where that cannot be done.
func startPostfix(t *testing.T, next string) postfix {
	t.Helper()
	program, err := exec.LookPath("postfix")
	if err != nil {
		if program, err = exec.LookPath("/usr/sbin/postfix"); err != nil {
			t.Skip("postfix is not installed: apt-get install --no-install-recommends postfix")
		}
	}
	if os.Getuid() != 0 {
		t.Skip("postfix can be started by root only")
	}
	folder, err := os.MkdirTemp("", "postfix") // not t.TempDir: its name can be too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	p := postfix{folder: folder, port: freePort(t)}
	certificate, key, roots := relaytest.Certificate(t)
	p.roots = roots
	host, port, err := net.SplitHostPort(next)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"queue", "data"} {
		if err := os.Mkdir(filepath.Join(folder, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	files := map[string]string{
		"main.cf": fmt.Sprintf(mainCF, folder, host, port), "master.cf": fmt.Sprintf(masterCF, p.port),
		"certificate.pem": string(key) + string(certificate), // in this order
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range []string{folder, filepath.Join(folder, "main.cf"), filepath.Join(folder, "master.cf")} {
		if err := os.Chmod(path, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	own := exec.Command("chown", "postfix", filepath.Join(folder, "data"))
	if out, err := own.CombinedOutput(); err != nil {
		t.Fatalf("chown: %v: %s", err, out)
	}
	if out, err := exec.Command(program, "-c", folder, "start").CombinedOutput(); err != nil {
		t.Fatalf("postfix start: %v\n%s%s", err, out, p.log(t))
	}
	t.Cleanup(func() {
		if out, err := exec.Command(program, "-c", folder, "stop").CombinedOutput(); err != nil {
			t.Errorf("postfix stop: %v\n%s", err, out)
		}
	})
	return p
}

func (p postfix) log(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(p.folder, "log"))
	if err != nil && !os.IsNotExist(err) {
		t.Error(err)
	}
	return string(text)
}

// freePort returns a port that was free a moment ago: Postfix takes no 0. It is
// below those that the system gives to whoever asks for any.
func freePort(t *testing.T) uint16 {
	t.Helper()
	for n := range uint16(1000) {
		port := 15_000 + (uint16(os.Getpid())+n)%5_000
		if listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			_ = listener.Close()
			return port
		}
	}
	t.Fatal("no port is free")
	return 0
}

const mainCF = `compatibility_level = 3.6
queue_directory = %[1]s/queue
data_directory = %[1]s/data
maillog_file = %[1]s/log
maillog_file_prefixes = %[1]s
myhostname = relay.example
notify_classes =
mydestination =
alias_maps =
alias_database =
local_recipient_maps =
inet_interfaces = loopback-only
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_peername_lookup = no
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_tls_security_level = encrypt
smtpd_tls_chain_files = %[1]s/certificate.pem
smtp_dns_support_level = disabled
smtp_tls_security_level = none
default_destination_concurrency_limit = 4
relayhost = [%[2]s]:%[3]s
`

const masterCF = `127.0.0.1:%d inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`
