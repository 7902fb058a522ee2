package cli_test

import (
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"strings"
	"syscall"

	"latchkey/domain"
)

// keepsSecrets fails if a secret is in what the proxy or the server wrote. Some
// of it is about requests that found no server, with a new secret in each.
func (p *proxied) keepsSecrets(secrets []string) {
	t := p.t
	t.Helper()
	if err := p.server.stop(syscall.SIGTERM, patience); err != nil {
		t.Errorf("the server ended with %v", err)
	}
	lost, password := "7ZYQ3WXG5HJK8MNP2RTV4BCD6E", "a password that nobody took"
	b := p.browser("127.0.0.3", false)
	for _, path := range []string{"/reset", resetPath} {
		got := b.send("POST", path, `{"token":"`+lost+`","password":"`+password+`"}`, "Authorization: Bearer lost-"+p.apiToken)
		if got.status < http.StatusInternalServerError {
			t.Errorf("%s without a server: %d, want 502 or 503", path, got.status)
		}
	}
	secrets = append(secrets, lost, password, "lost-", p.apiToken, base64.StdEncoding.EncodeToString([]byte(lost))[:30])
	for _, secret := range secrets {
		if token, err := domain.ParseResetToken(secret); err == nil {
			uuid := token.UUID()
			secrets = append(secrets, uuid, strings.ToUpper(uuid), strings.ReplaceAll(uuid, "-", ""), hex.EncodeToString([]byte(secret)))
		}
	}
	written := p.logs()
	if n := strings.Count(written, "/reset"); n < 2 {
		t.Errorf("the proxy's logs tell of %d requests, want all: %s", n, written)
	}
	for _, secret := range secrets {
		if at := strings.Index(written, secret); at >= 0 {
			t.Errorf("the proxy wrote the secret %q: …%s…", secret, written[max(0, at-300):min(len(written), at+100)])
		}
		if strings.Contains(p.server.stderr.String(), secret) {
			t.Errorf("the server wrote the secret %q", secret)
		}
	}
}
