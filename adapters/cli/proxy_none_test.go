package cli_test

import (
	"crypto/x509"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"latchkey/adapters/smtprelay/relaytest"
)

// TestWithoutAReverseProxy: with certificate files the server needs no proxy,
// and takes a renewed certificate while it runs.
func TestWithoutAReverseProxy(t *testing.T) {
	t.Parallel()
	needAddress(t, "127.0.0.2")
	o := office{t, t.TempDir()}
	o.must("", "project", "add", "--name", "Shop", "--shop-url", "https://shop.example", "--from", "no-reply@shop.example")
	certFile, keyFile := o.folder+"/cert.pem", o.folder+"/key.pem"
	renew := func() *x509.CertPool {
		certificate, key, trusted := relaytest.Certificate(t, "reset.shop.example")
		for path, text := range map[string][]byte{certFile: certificate, keyFile: key} {
			if err := os.WriteFile(path+".new", text, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Rename(path+".new", path); err != nil {
				t.Fatal(err)
			}
		}
		return trusted
	}
	first := renew()
	address := free(t)
	_, port, _ := net.SplitHostPort(address)
	p := &proxied{t: t, office: o, base: siteURL + ":" + port, address: address, trusted: first}
	p.server = o.serve(address, "--base-url", p.base, "--tls-cert", certFile, "--tls-key", keyFile, "--smtp", "smtp://127.0.0.1:1")
	for _, http2 := range []bool{false, true} {
		if got := p.browser("127.0.0.2", http2).want(200, "POST", forgotPath, forgotBody("jane@shop.example")); got.body != acceptedAnswer {
			t.Errorf("answered %s", got.body)
		}
	}
	p.curls(certFile)
	second := renew()
	p.trusted = second
	p.browser("127.0.0.2", true).want(200, "GET", "/readyz", "")
	p.curls(certFile)
	p.trusted = first
	if _, err := p.browser("127.0.0.2", true).client.Get(p.base + "/readyz"); err == nil {
		t.Error("the certificate before the renewal is still shown")
	}
	if err := p.server.stop(syscall.SIGTERM, patience); err != nil {
		t.Errorf("the server ended with %v", err)
	}
	if log := p.server.stderr.String(); !strings.Contains(log, "a new certificate is in use") || strings.Contains(log, "level=WARN") {
		t.Errorf("logged\n%s", log)
	}
}

// curls calls the server as somebody in a shell would.
func (p *proxied) curls(trusted string) {
	p.t.Helper()
	if _, err := exec.LookPath("curl"); err != nil {
		p.t.Log("curl is not installed, so it was not tried")
		return
	}
	out, err := exec.Command("curl", "-sS", "--noproxy", "*", "--cacert", trusted, "--resolve", strings.TrimPrefix(p.base, "https://")+":127.0.0.1",
		"-o", "/dev/null", "-w", "%{http_code} %{http_version}", p.base+"/reset").CombinedOutput()
	if err != nil || string(out) != "200 2" {
		p.t.Errorf("curl: %v, %s, want 200 over HTTP/2", err, out)
	}
}
