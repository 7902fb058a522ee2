package cli_test

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"latchkey/adapters/smtprelay/relaytest"
)

// mta is a real Postfix on this machine, with a folder of its own and nothing
// of the system's.
type mta struct {
	folder string
	addr   string
	ca     string // PEM file by which to trust it
}

// startMTA starts a Postfix that takes mails over TLS only, hands them on to
// next, and ends with the test. It skips t where that cannot be done.
func startMTA(t *testing.T, next string) mta {
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
	m := mta{}
	if m.folder, err = os.MkdirTemp("", "postfix"); err != nil { // t.TempDir's name can be too long for a socket
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(m.folder) })
	m.addr = free(t) // Postfix takes no port 0
	host, port, err := net.SplitHostPort(next)
	if err != nil {
		t.Fatal(err)
	}
	certificate, key, _ := relaytest.Certificate(t)
	m.ca = writeFile(t, "ca.pem", string(certificate), 0o644)
	steps := []error{
		os.Chmod(m.folder, 0o755), os.Mkdir(m.path("queue"), 0o755), os.Mkdir(m.path("data"), 0o755),
		os.WriteFile(m.path("main.cf"), fmt.Appendf(nil, mtaMain, m.folder, host, port), 0o644),
		os.WriteFile(m.path("master.cf"), fmt.Appendf(nil, mtaMaster, m.addr), 0o644),
		os.WriteFile(m.path("certificate.pem"), append(key, certificate...), 0o600), // in this order
		exec.Command("chown", "postfix", m.path("data")).Run(),
	}
	for _, err := range steps {
		if err != nil {
			t.Fatal(err)
		}
	}
	m.run(t, program, "start")
	t.Cleanup(func() { m.run(t, program, "stop") })
	return m
}

func (m mta) path(name string) string { return filepath.Join(m.folder, name) }

func (m mta) run(t *testing.T, program, command string) {
	t.Helper()
	if out, err := exec.Command(program, "-c", m.folder, command).CombinedOutput(); err != nil {
		t.Fatalf("postfix %s: %v\n%s%s", command, err, out, m.log())
	}
}

// log is what Postfix has to say, if anything.
func (m mta) log() string {
	text, err := os.ReadFile(m.path("log"))
	if err != nil {
		return err.Error()
	}
	return string(text)
}

const mtaMain = `compatibility_level = 3.6
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
relayhost = [%[2]s]:%[3]s
`

const mtaMaster = `%s inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
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
