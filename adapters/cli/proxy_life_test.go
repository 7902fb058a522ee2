package cli_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

const (
	acceptedAnswer = `{"error":false,"message":"If an account exists for that email, a reset link has been sent.","data":[]}`
	tooLarge       = `{"error":true,"message":"The request body must not be larger than 16 KiB.","data":[]}`
)

// TestBehindReverseProxies is the life of a link through each proxy that the
// README has a snippet for, from the request to the sign-in, over HTTP/1.1 and
// HTTP/2, and then a look at the logs: no secret is in them (A13).
func TestBehindReverseProxies(t *testing.T) {
	behindEach(t, func(t *testing.T, program proxyProgram) {
		p := startProxied(t, program, siteURL)
		var secrets []string
		for n, http2 := range []bool{false, program.http2} {
			secrets = append(secrets, p.lifeOfALink(n, p.browser("127.0.0.2", http2), http2)...)
		}
		p.answersAsItself(p.browser("127.0.0.2", false))
		secrets = append(secrets, p.apiToken)
		p.keepsSecrets(secrets)
	})
}

// TestBehindReverseProxiesBelowAPath is the same where the base URL has a path.
func TestBehindReverseProxiesBelowAPath(t *testing.T) {
	behindEach(t, func(t *testing.T, program proxyProgram) {
		p := startProxied(t, program, pathURL)
		b := p.browser("127.0.0.2", program.http2)
		secrets := p.lifeOfALink(0, b, program.http2)
		b.want(http.StatusOK, "GET", "/healthz", "")
		if other := b.send("GET", "https://shop.example/reset", ""); other.header.Get("X-Request-Id") != "" {
			t.Errorf("a path of the shop's own was answered by latchkey: %d", other.status)
		}
		p.keepsSecrets(secrets)
		p.comesBack(b)
	})
}

// comesBack: whoever calls while the server is being replaced does not keep the
// next caller from the new one.
func (p *proxied) comesBack(b *browser) {
	p.t.Helper()
	p.server = p.start()
	b.want(http.StatusOK, "GET", "/readyz", "")
}

// lifeOfALink lets a customer back in for the nth time, and returns the secrets
// that were on their way.
func (p *proxied) lifeOfALink(n int, b *browser, http2 bool) (secrets []string) {
	t := p.t
	t.Helper()
	customer := []string{"jane@shop.example", "li@shop.example"}[n]
	asked := b.want(http.StatusOK, "POST", forgotPath, forgotBody(customer))
	if want := map[bool]string{false: "HTTP/1.1", true: "HTTP/2.0"}[http2]; asked.proto != want {
		t.Errorf("the proxy speaks %s, want %s", asked.proto, want)
	}
	if asked.body != acceptedAnswer {
		t.Errorf("forgot answered %s", asked.body)
	}
	wantHeaders(t, asked, "Content-Type: application/json", "Cache-Control: no-store", "X-Content-Type-Options: nosniff", "Referrer-Policy: no-referrer",
		"Content-Security-Policy: default-src 'none'; frame-ancestors 'none'", "X-Ratelimit-Limit: 60", "X-Request-Id: ?")
	mail := arrived(t, p.relay, 2*n+1, customer) // the notice of the change before is there, too
	code := codeAlone.FindStringSubmatch(mail)
	if code == nil || !strings.Contains(mail, p.base+"/reset#"+code[1]) {
		t.Fatalf("no code, or no link to %s, in\n%s", p.base, mail)
	}
	token, password := code[1], "a brand new one % "+string(rune('A'+n))

	page := b.want(http.StatusOK, "GET", "/reset", "")
	wantHeaders(t, page, "Content-Type: text/html; charset=utf-8", "Cache-Control: no-store", "Cross-Origin-Opener-Policy: same-origin", "X-Request-Id: ?")
	p.assetsOf(b, page.body)
	checked := b.want(http.StatusOK, "POST", "/reset/check", "token="+token, p.sameOrigin()...)
	if !strings.Contains(checked.body, `"live"`) {
		t.Errorf("the link is not live: %s", checked.body)
	}
	form := url.Values{"token": {token}, "password": {password}, "password_confirmation": {password}}.Encode()
	done := b.want(http.StatusSeeOther, "POST", "/reset", form, p.sameOrigin()...)
	b.want(http.StatusOK, "GET", p.leadsTo(done), "")
	login := `{"project_id":1,"email":"` + customer + `","password":"` + password + `"}`
	b.want(http.StatusOK, "POST", loginPath, login)
	b.want(http.StatusBadRequest, "POST", resetPath, `{"project_id":1,"email":"`+customer+`","token":"`+token+`","password":"one more of them","password_confirmation":"one more of them"}`)
	b.want(http.StatusNoContent, "POST", paywayPath, `{"email":"`+customer+`"}`, "Authorization: Bearer "+p.apiToken)
	return append(secrets, token, strings.ToLower(token), password, url.QueryEscape(password), url.PathEscape(password), "brand new", "brand+new", "one more of them")
}

// sameOrigin are the headers that a browser sends along with the page's form.
func (p *proxied) sameOrigin() []string {
	origin, err := url.Parse(p.base)
	if err != nil {
		p.t.Fatal(err)
	}
	return []string{"Origin: https://" + origin.Host, "Sec-Fetch-Site: same-origin"}
}

// wantHeaders fails unless each header is there once, with that value or, if it
// is ?, with any.
func wantHeaders(t *testing.T, got reply, want ...string) {
	t.Helper()
	for _, line := range want {
		name, value, _ := strings.Cut(line, ": ")
		if values := got.header.Values(name); len(values) != 1 || value != "?" && values[0] != value {
			t.Errorf("%s: %q, want %q, once", name, values, value)
		}
	}
}

var pageAsset = regexp.MustCompile(`(?:href|src)="([^"]*/page\.[a-z]+\?v=[^"]*)"`)

// assetsOf loads what the page needs to look and work as meant.
func (p *proxied) assetsOf(b *browser, page string) {
	p.t.Helper()
	found := pageAsset.FindAllStringSubmatch(page, -1)
	if len(found) != 2 {
		p.t.Errorf("%d assets, want a style and a script", len(found))
	}
	for _, asset := range found {
		b.want(http.StatusOK, "GET", p.absolute(asset[1]), "")
	}
}

// leadsTo returns where a redirect leads, which must be below the base URL.
func (p *proxied) leadsTo(answer reply) string {
	p.t.Helper()
	to := p.absolute(answer.header.Get("Location"))
	if !strings.HasPrefix(to, p.base+"/") {
		p.t.Errorf("led to %s, want below %s", to, p.base)
	}
	return to
}

func (p *proxied) absolute(path string) string {
	p.t.Helper()
	base, err := url.Parse(p.base)
	if err != nil {
		p.t.Fatal(err)
	}
	to, err := base.Parse(path)
	if err != nil {
		p.t.Fatal(err)
	}
	return to.String()
}

// answersAsItself: what has nothing to do with links is the same through the
// proxy, too.
func (p *proxied) answersAsItself(b *browser) {
	t := p.t
	t.Helper()
	for _, path := range []string{"/healthz", "/readyz"} {
		b.want(http.StatusOK, "GET", path, "")
	}
	for _, path := range []string{"/inbox", "/inbox/api/messages", "/inbox/api/events", "/demo/clock", "/metrics", "/debug/pprof/"} {
		b.want(http.StatusNotFound, "GET", path, "")
	}
	b.want(http.StatusSeeOther, "GET", "/.well-known/change-password", "")
	b.want(http.StatusMethodNotAllowed, "GET", forgotPath, "")
	long := func(octets int) string { return forgotBody(strings.Repeat("a", octets)) }
	if got := b.want(http.StatusRequestEntityTooLarge, "POST", forgotPath, long(17<<10)); got.body != tooLarge {
		t.Errorf("17 KiB: %s, want %s", got.body, tooLarge)
	}
	b.want(http.StatusRequestEntityTooLarge, "POST", forgotPath, long(2<<20))
	fastest := patience
	for range 10 { // whether a proxy can read an answer before it has sent everything is a matter of luck otherwise
		began := time.Now()
		b.want(http.StatusRequestEntityTooLarge, "POST", "/reset", "token="+strings.Repeat("a", 900<<10), p.sameOrigin()...)
		fastest = min(fastest, time.Since(began))
	}
	if fastest > 450*time.Millisecond { // as if each met the half second that net/http waits before it closes a connection
		t.Errorf("a large form was refused after %v", fastest)
	}
}
