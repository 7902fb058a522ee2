package cli_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"latchkey/adapters/smtprelay/relaytest"
	"latchkey/domain"
)

// vault is a shop full of secrets, whose server logs all it ever logs.
type vault struct {
	t       *testing.T
	office  office
	secrets canaries
	relay   *relaytest.Relay
	mood    atomic.Value // the phase in which the relay refuses, a string
	stalled chan struct{}
	release chan struct{}
	args    []string // of the server
	address string
	printed strings.Builder // by all commands so far
	output  *keptOutput     // of the server

	apiToken, clientID, clientSecret string
}

// owner is a customer of a vault.
func owner(n int) string { return fmt.Sprintf("customer.canary%d@secret-shop.example", n) }

const (
	oldCanary    = "the old p4ssword canary"
	newCanary    = "a brand new canary of theirs"
	wrongCanary  = "a wrong canary nobody has"
	smtpCanary   = "smtp+canary/password=%41"
	bcryptCanary = "$2a$04$abcdefghijklmnopqrstuuKg4Zb7zPjQbYIGPYfz1YTyUuCmmQ8kC"
)

func newVault(t *testing.T) *vault {
	inAnotherProcess(t)
	v := &vault{t: t, office: office{t, t.TempDir()}, secrets: canaries{}, stalled: make(chan struct{}, 10), release: make(chan struct{})}
	v.mood.Store("")
	v.relay = relaytest.Start(t, relaytest.Options{
		TLS: relaytest.GoodTLS, Mechanisms: "PLAIN", User: "shop", Password: smtpCanary, Script: v.script,
	})
	t.Cleanup(func() { close(v.release) })
	v.address = free(t)
	v.must("", "project", "add", "--name", "Secret Shop", "--shop-url", "https://shop.example", "--from", "no-reply@shop.example")
	v.must(oldCanary+"\n", "account", "add", "--project", "1", "--email", owner(0), "--password-file", "-")
	rows := ""
	for _, n := range []int{1, 2, 3, 4, 5, 6, 9, 10} {
		rows += owner(n) + ",\n"
	}
	v.must("email,password_hash\n"+rows+owner(7)+","+bcryptCanary+"\n"+owner(8)+",$2a$nonsense"+bcryptCanary+"\n", "account", "import", "--project", "1", "-")
	var client struct {
		ID     string `json:"client_id"`
		Secret string `json:"client_secret"`
		Token  string `json:"api_token"`
	}
	decode(t, v.office.must("", "client", "add", "--project", "1", "--scope", "/external/account/w", "--reveal-unknown-accounts", "--may-mint-codes", "--json"), &client)
	v.apiToken, v.clientID, v.clientSecret = client.Token, client.ID, client.Secret
	key := v.dkimKey()
	v.args = []string{"serve", "--json", "--listen", v.address, "--base-url", "http://" + v.address, "--log-level", "debug", "--log-format", "json",
		"--smtp", "smtp+starttls://shop@" + v.relay.Addr(), "--smtp-ca-file", v.file("ca.pem", v.relay.RootPEM()), "--smtp-password-file", v.file("password", []byte(smtpCanary+"\n")),
		"--dkim-domain", "shop.example", "--dkim-selector", "s1", "--dkim-key-file", key, "--webshop-limit", "1000", "--page-limit", "1000", "--no-docs"}
	v.secrets["API token"], v.secrets["client secret"], v.secrets["SMTP password"] = client.Token, client.Secret, smtpCanary
	v.secrets["old password"], v.secrets["new password"], v.secrets["wrong password"] = oldCanary, newCanary, wrongCanary
	v.secrets["imported hash"] = bcryptCanary
	for n := range 11 {
		v.secrets[fmt.Sprintf("e-mail %d", n)] = owner(n)
	}
	var hash string
	readSQL(t, filepath.Join(v.office.folder, "shop.db"), "SELECT password_hash FROM accounts WHERE password_hash LIKE '$argon2id$%'", &hash)
	v.secrets["password hash"] = hash[strings.LastIndex(hash, "$")+1:]
	return v
}

// script makes the relay repeat secrets whenever it refuses.
func (v *vault) script(m relaytest.Moment) relaytest.Step {
	switch mood := v.mood.Load().(string); {
	case mood == "stall" && m.Phase == relaytest.FinalDot:
		return relaytest.Step{Before: func() { v.stalled <- struct{}{}; <-v.release }}
	case mood == "AUTH" && m.Phase == "MAIL":
		return relaytest.Step{Cut: true} // so that a new connection is needed
	case mood != m.Phase:
		return relaytest.Step{}
	}
	return relaytest.Step{Cut: m.Phase == relaytest.FinalDot, Reply: "550-5.1.1 <" + owner(4) + "> is not known\r\n550 5.1.1 and your password is " + smtpCanary + "\r\n"}
}

// must runs a command with everything logged, keeps what it says on standard
// error, and what it prints unless that is what it was asked for.
func (v *vault) must(stdin string, args ...string) string {
	v.t.Helper()
	out, said := v.office.heard(stdin, append(args, "--log-level", "debug")...)
	v.printed.WriteString(said)
	return out
}

func (v *vault) file(name string, content []byte) string {
	return writeFile(v.t, name, string(content), 0o600)
}

func (v *vault) dkimKey() string {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		v.t.Fatal(err)
	}
	der := x509.MarshalPKCS1PrivateKey(key)
	v.secrets["DKIM key"], v.secrets["DKIM key's prime"] = string(der[300:400]), string(key.Primes[0].Bytes()[:64])
	return v.file("dkim.pem", pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: der}))
}

// start starts the server and keeps all it prints.
func (v *vault) start(program string, env ...string) *server {
	v.t.Helper()
	s := &server{exited: make(chan error, 1), cmd: exec.Command(program, v.args...), Listen: v.address}
	v.output = new(keptOutput)
	s.cmd.Dir, s.cmd.Stdout, s.cmd.Stderr = v.office.folder, v.output, v.output
	s.cmd.Env = append(append(os.Environ(), "LATCHKEY_DB=shop.db"), env...)
	if err := s.launch(); err != nil {
		v.t.Fatal(err)
	}
	v.t.Cleanup(func() { _ = s.cmd.Process.Kill() })
	waitUntil(v.t, "ready or broken already", func() bool {
		return ready(s) == http.StatusOK || strings.Contains(v.output.String(), "panic")
	})
	return s
}

// post makes a call, with a client's token if there is one, and returns the
// status and the body.
func (v *vault) post(path, body, token string) (int, string) {
	v.t.Helper()
	request, err := (&server{Listen: v.address}).posting(path, body, token)
	if err != nil {
		v.t.Fatal(err)
	}
	request.Host = v.address
	answer, err := frailClient.Do(request)
	if err != nil {
		return 0, err.Error()
	}
	defer answer.Body.Close()
	var content bytes.Buffer
	_, _ = content.ReadFrom(answer.Body)
	return answer.StatusCode, content.String()
}

// expect makes a call that must be answered with a status.
func (v *vault) expect(status int, path, body, token string) string {
	v.t.Helper()
	got, answer := v.post(path, body, token)
	if got != status {
		v.t.Fatalf("POST %s %s: %d %s, want %d", path, body, got, answer, status)
	}
	return answer
}

// mailed waits for the link to a customer and returns its token.
func (v *vault) mailed(email string) string {
	v.t.Helper()
	token := ""
	waitUntil(v.t, "mailed to "+email, func() bool {
		for _, mail := range v.relay.Mails() {
			if code := codeAlone.FindStringSubmatch(mail.Raw); mail.To == email && code != nil {
				token = code[1]
			}
		}
		return token != ""
	})
	v.spelled("token of "+email, token)
	return token
}

// spelled adds a token in base32 to the secrets.
func (v *vault) spelled(what, base32 string) {
	v.t.Helper()
	token, err := domain.ParseResetToken(base32)
	if err != nil {
		v.t.Fatal(err)
	}
	v.secrets.token(v.t, what, token.Base32(), token.UUID())
}

func form(pairs ...string) string {
	values := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		values.Set(pairs[i], pairs[i+1])
	}
	return values.Encode()
}

// ended sends a signal, waits until the server is gone, and returns all it has
// printed.
func (v *vault) ended(s *server, signal syscall.Signal) string {
	v.t.Helper()
	_ = s.cmd.Process.Signal(signal)
	select {
	case <-s.exited:
	case <-time.After(patience):
		v.t.Fatalf("%v did not end it", signal)
	}
	return v.output.String()
}

// keptOutput can be read while a program writes it.
type keptOutput struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write keeps text.
func (k *keptOutput) Write(text []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.text.Write(text)
}

// String returns what has been written so far.
func (k *keptOutput) String() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.text.String()
}
