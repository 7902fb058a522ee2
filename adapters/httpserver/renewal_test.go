package httpserver_test

import (
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"

	"latchkey/adapters/httpserver"
)

// place puts another file where one is, in one step, as those do who renew
// certificates.
func place(t *testing.T, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to+".new", text, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(to+".new", to); err != nil {
		t.Fatal(err)
	}
}

// shows fails unless a handshake ends well with trusted, and badly with others.
func shows(t *testing.T, server *httpserver.Server, when string, trusted *x509.CertPool, others ...*x509.CertPool) {
	t.Helper()
	for i, roots := range append([]*x509.CertPool{trusted}, others...) {
		conn := tls.Client(dial(t, server, "127.0.0.1"), &tls.Config{RootCAs: roots, ServerName: "127.0.0.1", MinVersion: tls.VersionTLS12})
		if err := conn.HandshakeContext(t.Context()); (err == nil) != (i == 0) {
			t.Errorf("%s: handshake %d ended with %v", when, i, err)
		}
		_ = conn.Close()
	}
}

// TestARenewedCertificateIsShown: nobody has to restart a server, and what is
// wrong or only half replaced changes nothing.
func TestARenewedCertificateIsShown(t *testing.T) {
	certFile, keyFile, first := certificate(t)
	newCert, newKey, second := certificate(t)
	lastCert, lastKey, third := certificate(t)
	var log journal
	server := start(t, httpserver.Config{CertFile: certFile, KeyFile: keyFile, Log: slog.New(slog.NewTextHandler(&log, nil))}, func(http.ResponseWriter, *http.Request) {})
	shows(t, server, "at first", first, second)
	place(t, newCert, certFile)
	shows(t, server, "with half of the new pair", first, second)
	shows(t, server, "and once more", first)
	place(t, newKey, keyFile)
	shows(t, server, "with the new pair", second, first)
	if got := strings.Count(log.String(), "\n"); got != 2 || !strings.Contains(log.String(), "does not match") || !strings.Contains(log.String(), "a new certificate is in use") {
		t.Errorf("logged\n%swant a line for each change", log.String())
	}

	for _, path := range []string{certFile, keyFile} {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	shows(t, server, "without files", second, first)
	place(t, lastKey, keyFile)
	if err := os.Chmod(keyFile, 0o644); err != nil {
		t.Fatal(err)
	}
	place(t, lastCert, certFile)
	shows(t, server, "with a key that everybody can read", second, third)
	if err := os.Chmod(keyFile, 0o600); err != nil {
		t.Fatal(err)
	}
	shows(t, server, "with a good one", third, second)
	if got := strings.Count(log.String(), "\n"); got > 5 {
		t.Errorf("logged\n%swant a line for each change", log.String())
	}
	if strings.Contains(log.String(), "PRIVATE") {
		t.Errorf("logged a key: %s", log.String())
	}
}

// TestALinkToTheNewestCertificate is how certbot does it: the names stay, and
// lead to other files.
func TestALinkToTheNewestCertificate(t *testing.T) {
	oldCert, oldKey, first := certificate(t)
	newCert, newKey, second := certificate(t)
	folder := t.TempDir()
	lead := func(name, to string) string {
		t.Helper()
		_ = os.Remove(folder + "/" + name)
		if err := os.Symlink(to, folder+"/"+name); err != nil {
			t.Fatal(err)
		}
		return folder + "/" + name
	}
	server := start(t, httpserver.Config{CertFile: lead("fullchain.pem", oldCert), KeyFile: lead("privkey.pem", oldKey)}, func(http.ResponseWriter, *http.Request) {})
	shows(t, server, "at first", first, second)
	lead("fullchain.pem", newCert)
	lead("privkey.pem", newKey)
	var handshakes sync.WaitGroup
	for range 8 {
		handshakes.Go(func() { shows(t, server, "after the renewal", second) })
	}
	handshakes.Wait()
}
