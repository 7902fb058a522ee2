package cli_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"latchkey/adapters/smtprelay/relaytest"
)

// proxied is a shop's server behind a real reverse proxy that is set up as the
// README says.
type proxied struct {
	t        *testing.T
	office   office
	server   *server
	relay    *relaytest.Relay
	base     string // the base URL that customers know
	behind   string // where the server answers the proxy
	address  string // where the proxy answers: what DNS would say of the base URL's host
	folder   string // all that the proxy writes
	trusted  *x509.CertPool
	apiToken string
}

const (
	siteURL = "https://reset.shop.example"
	pathURL = "https://shop.example/reset-service"
)

// startProxied starts relay, server and proxy, which end with the test. Its
// customers are jane and li, who have no password yet.
func startProxied(t *testing.T, program proxyProgram, base string) *proxied {
	t.Helper()
	needAddress(t, "127.0.0.2")
	executable := program.find(t)
	p := &proxied{t: t, office: office{t, t.TempDir()}, relay: relaytest.Start(t, relaytest.Options{}), base: base}
	p.office.must("", "project", "add", "--name", "Shop", "--shop-url", "https://shop.example", "--from", "no-reply@shop.example", "--language", "en")
	p.office.must("email,password_hash\njane@shop.example,\nli@shop.example,\n", "account", "import", "--project", "1", "-")
	var client struct {
		APIToken string `json:"api_token"`
	}
	decode(t, p.office.must("", "client", "add", "--project", "1", "--scope", "/external/account/w", "--json"), &client)
	p.apiToken = client.APIToken
	p.behind = free(t)
	p.server = p.start()

	var err error
	if p.folder, err = os.MkdirTemp("", "proxy"); err != nil { // not below t.TempDir(), where a worker of another user cannot go
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(p.folder) })
	if err := os.Chmod(p.folder, 0o755); err != nil {
		t.Fatal(err)
	}
	p.address = free(t)
	host, prefix, _ := strings.Cut(strings.TrimPrefix(base, "https://"), "/")
	var certificate, key []byte
	certificate, key, p.trusted = relaytest.Certificate(t, host)
	p.write("cert.pem", string(certificate))
	p.write("key.pem", string(key))
	text := strings.NewReplacer("reset.shop.example", host, "127.0.0.1:8080", p.behind).Replace(program.snippet(t, prefix))
	args := program.configure(p, text)
	p.run(exec.Command(executable, args...))
	return p
}

// start starts the server.
func (p *proxied) start() *server {
	p.t.Helper()
	return p.office.serve(p.behind, "--base-url", p.base, "--trusted-proxies", "127.0.0.1", "--smtp", "smtp://"+p.relay.Addr())
}

func (p *proxied) path(name string) string { return filepath.Join(p.folder, name) }

func (p *proxied) port() string {
	_, port, _ := net.SplitHostPort(p.address)
	return port
}

func (p *proxied) write(name, text string) {
	p.t.Helper()
	if err := os.WriteFile(p.path(name), []byte(text), 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// run starts the proxy and waits until it leads to the server.
func (p *proxied) run(cmd *exec.Cmd) {
	p.t.Helper()
	output, err := os.Create(p.path("output.log"))
	if err != nil {
		p.t.Fatal(err)
	}
	defer output.Close()
	cmd.Dir, cmd.Env = p.folder, append(os.Environ(), "HOME="+p.folder, "XDG_DATA_HOME="+p.folder, "XDG_CONFIG_HOME="+p.folder)
	cmd.Stdout, cmd.Stderr = output, output
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	exited := make(chan error, 1)
	go func() { exited <- cmd.Wait() }()
	p.t.Cleanup(func() { // by SIGTERM, or its children would live on
		_ = cmd.Process.Signal(syscall.SIGTERM)
		select {
		case <-exited:
		case <-time.After(patience):
			_ = cmd.Process.Kill()
			p.t.Errorf("%s did not end", cmd.Path)
		}
	})
	probe := p.browser("127.0.0.4", false)
	deadline := time.After(patience)
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		if response, err := probe.client.Get(p.base + "/healthz"); err == nil {
			_ = response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return
			}
		}
		select {
		case <-again.C:
		case err := <-exited:
			exited <- err
			p.t.Fatalf("%s exited with %v:\n%s", cmd.Path, err, p.logs())
		case <-deadline:
			p.t.Fatalf("%s does not answer:\n%s", cmd.Path, p.logs())
		}
	}
}

// logs returns all that the proxy wrote, but for what the test has given it.
func (p *proxied) logs() string {
	p.t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(p.folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || strings.HasSuffix(path, ".pem") {
			return err
		}
		text, err := os.ReadFile(path)
		fmt.Fprintf(&all, "---- %s\n%s\n", path, text)
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return all.String()
}

// browser returns a client that knows the proxy by its public name, calls from
// an address of its own, and speaks HTTP/2 if it may and the proxy does.
func (p *proxied) browser(from string, http2 bool) *browser {
	transport := &http.Transport{
		ForceAttemptHTTP2: http2,
		TLSClientConfig:   &tls.Config{RootCAs: p.trusted, MinVersion: tls.VersionTLS12},
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
			return dialer.DialContext(ctx, "tcp", p.address)
		},
	}
	p.t.Cleanup(transport.CloseIdleConnections)
	return &browser{p.t, p.base, &http.Client{Transport: transport, CheckRedirect: noFollow.CheckRedirect, Timeout: patience}}
}

type browser struct {
	t      *testing.T
	base   string
	client *http.Client
}

// reply is an answer as the browser saw it.
type reply struct {
	proto  string
	status int
	header http.Header
	body   string
}

// send makes a call with more headers, each "Name: value". A body that begins
// with { is JSON, any other one a form.
func (b *browser) send(method, path, body string, more ...string) reply {
	b.t.Helper()
	url := b.base + path
	if strings.HasPrefix(path, "https://") {
		url = path
	}
	request, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	switch {
	case strings.HasPrefix(body, "{"):
		request.Header.Set("Content-Type", "application/json")
	case body != "":
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, line := range more {
		name, value, _ := strings.Cut(line, ": ")
		request.Header.Add(name, value)
	}
	response, err := b.client.Do(request)
	if err != nil {
		b.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		b.t.Fatalf("%s %s: %v", method, path, err)
	}
	return reply{response.Proto, response.StatusCode, response.Header, string(content)}
}

// want is send, and fails unless the status is as wanted.
func (b *browser) want(status int, method, path, body string, more ...string) reply {
	b.t.Helper()
	got := b.send(method, path, body, more...)
	if got.status != status {
		b.t.Fatalf("%s %s: %d, want %d\n%v\n%s", method, path, got.status, status, got.header, got.body)
	}
	return got
}

// inReadme returns what a pattern's group matches in the README.
func inReadme(t *testing.T, pattern string) string {
	t.Helper()
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(pattern).FindSubmatch(text)
	if len(found) != 2 {
		t.Fatalf("the README has no %s", pattern)
	}
	return string(found[1])
}
