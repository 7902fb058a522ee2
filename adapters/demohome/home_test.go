package demohome_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"latchkey/adapters/demohome"
	"latchkey/app"
)

const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func noon() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }

// config is what main gives, with a shop that could not be named worse.
func config(clock *app.DemoClock) demohome.Config {
	return demohome.Config{
		Clock: clock, BaseURL: "http://127.0.0.1:8080", SMTPAddr: "127.0.0.1:1025", RequestPath: "/forgot/1", InboxPath: "/inbox", DocsPath: "/docs",
		FirstRequest: `curl -H 'Content-Type: application/json' -d '{"project_id":1,"email":"jane@example.com"}' http://127.0.0.1:8080/api/services/webshop/v1/customer/auth/password/forgot`,
		Accounts:     []demohome.Account{{Email: "jane@example.com", Password: "correct horse battery"}, {Email: "li@example.com", Password: "another <long> phrase"}},
		Client:       demohome.Client{ID: "de300000-0000-4000-8000-000000000000", Secret: "lks_secret", Token: "lkt_token"},
	}
}

// site is the home page in a mux that has other pages, too.
func site(t testing.TB, c demohome.Config) http.Handler {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("/inbox", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	demohome.New(c).Mount(mux)
	return mux
}

// ask sends one request; headers come in pairs.
func ask(h http.Handler, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Host = "127.0.0.1:8080"
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			r.Host = headers[i+1]
		}
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestHomePage(t *testing.T) {
	clock := app.NewDemoClock(noon)
	h := site(t, config(clock))
	page := ask(h, "GET", "/", "").Body.String()
	for _, want := range []string{
		`<form method="post" action="/forgot/1">`, `name="email" value="jane@example.com"`, `href="/forgot/1#email=jane%40example.com"`, `href="/inbox"`, `href="/docs"`,
		"http://127.0.0.1:8080", "127.0.0.1:1025", "curl -H &#39;Content-Type: application/json&#39;", "correct horse battery", "li@example.com",
		"another &lt;long&gt; phrase", "de300000-0000-4000-8000-000000000000", "lks_secret", "lkt_token", "22 Nov 2026, 12:00:00 UTC",
		`action="/demo/clock"`, `value="10m"`, `value="61m"`, "data-copy",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in the page", want)
		}
	}
	if strings.Contains(page, "ahead") {
		t.Error("the clock is said to be ahead, and is not")
	}
	if err := clock.Advance(71 * time.Minute); err != nil {
		t.Fatal(err)
	}
	if page := ask(h, "GET", "/", "").Body.String(); !strings.Contains(page, "22 Nov 2026, 13:11:00 UTC") || !strings.Contains(page, "71 minutes ahead of this machine") {
		t.Errorf("the clock was put forward: got %s", page)
	}
	for _, banned := range []string{"<style", "style=", " onclick", "https://", "//cdn"} {
		if strings.Contains(page, banned) {
			t.Errorf("%q is in the page", banned)
		}
	}
	bare := ask(site(t, demohome.Config{Clock: clock}), "GET", "/", "")
	if bare.Code != 200 || strings.Contains(bare.Body.String(), "API client") || strings.Contains(bare.Body.String(), "Request a reset") {
		t.Errorf("nothing configured: got %d %s", bare.Code, bare.Body)
	}
}

func TestTimeTravel(t *testing.T) {
	clock := app.NewDemoClock(noon)
	h := site(t, config(clock))
	tests := []struct {
		form     string
		headers  []string
		status   int
		location string
		by       time.Duration
	}{
		{"advance=10m", nil, 303, "/", 10 * time.Minute},
		{"advance=61m&back=/inbox", nil, 303, "/inbox", 61 * time.Minute},
		{"advance=10m&back=/inbox/mail/17", []string{"Sec-Fetch-Site", "same-origin", "Origin", "null"}, 303, "/inbox/mail/17", 10 * time.Minute},
		{"advance=10m&back=//evil.example", nil, 303, "/", 10 * time.Minute},
		{"advance=10m&back=https://evil.example/inbox", nil, 303, "/", 10 * time.Minute},
		{"advance=10m&back=/inbox/mail/1/../../../docs", nil, 303, "/", 10 * time.Minute},
		{"advance=10m&back=/inbox%0d%0aSet-Cookie:x", nil, 303, "/", 10 * time.Minute},
		{"advance=10m", []string{"Origin", "http://127.0.0.1:8080"}, 303, "/", 10 * time.Minute},
		{"advance=1h", nil, 400, "", 0}, {"advance=-10m", nil, 400, "", 0}, {"", nil, 400, "", 0}, {"advance=10m" + strings.Repeat("x", 8<<10), nil, 400, "", 0},
		{"advance=10m", []string{"Sec-Fetch-Site", "cross-site"}, 403, "", 0},
		{"advance=10m", []string{"Sec-Fetch-Site", "same-site"}, 403, "", 0},
		{"advance=10m", []string{"Origin", "https://evil.example"}, 403, "", 0},
		{"advance=10m", []string{"Origin", "null"}, 403, "", 0},
		{"advance=10m", []string{"Host", "attacker.com"}, 421, "", 0},
	}
	for _, tt := range tests {
		before := clock.Now()
		got := ask(h, "POST", demohome.ClockPath, tt.form, tt.headers...)
		if got.Code != tt.status || got.Header().Get("Location") != tt.location || clock.Now().Sub(before) != tt.by {
			t.Errorf("%.60q %v: got %d to %q, %v on, want %d to %q, %v on", tt.form, tt.headers,
				got.Code, got.Header().Get("Location"), clock.Now().Sub(before), tt.status, tt.location, tt.by)
		}
	}
	before := clock.Now()
	if got := ask(h, "POST", demohome.ClockPath+"?advance=10m", ""); got.Code != 400 || clock.Now() != before {
		t.Errorf("in the query: got %d, want 400", got.Code)
	}
	if err := clock.Advance(app.MaxAhead - clock.Ahead()); err != nil {
		t.Fatal(err)
	}
	if got := ask(h, "POST", demohome.ClockPath, "advance=10m"); got.Code != 409 || !strings.Contains(got.Body.String(), "Start the demo again") {
		t.Errorf("a year ahead: got %d %s", got.Code, got.Body)
	}
}

// routes are all that the package answers to.
func routes() [][2]string {
	return [][2]string{
		{"GET", "/"}, {"HEAD", "/"}, {"POST", "/demo/clock"}, {"GET", "/demo/assets/home.css"}, {"GET", "/demo/assets/home.js"},
		{"GET", "/demo/assets/icon.svg"}, {"GET", "/demo/nothing"}, {"GET", "/demo/clock"}, {"DELETE", "/"},
	}
}

func TestEveryAnswerIsSealed(t *testing.T) {
	h := site(t, config(app.NewDemoClock(noon)))
	for _, route := range routes() {
		for _, host := range []string{"127.0.0.1:8080", "attacker.com"} {
			got := ask(h, route[0], route[1], "", "Host", host)
			for name, want := range map[string]string{
				"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
				"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "Access-Control-Allow-Origin": "", "Set-Cookie": "",
			} {
				if got := got.Header().Get(name); got != want {
					t.Errorf("%s %s at %s: %s: got %q, want %q", route[0], route[1], host, name, got, want)
				}
			}
		}
	}
}

func TestStrangersReachNoRoute(t *testing.T) {
	clock := app.NewDemoClock(noon)
	h := site(t, config(clock))
	for _, route := range routes() {
		for _, stranger := range []struct {
			name, value string
			status      int
		}{
			{"Host", "attacker.com", 421}, {"Host", "attacker.com:8080", 421}, {"Host", "127.0.0.1.nip.io", 421}, {"Host", "localhost.evil.example", 421},
			{"Host", "", 421}, {"Host", "0.0.0.0:8080", 421}, {"Host", "192.168.1.7", 421},
			{"Origin", "https://evil.example", 403}, {"Origin", "null", 403}, {"Origin", "http://127.0.0.1:1", 403},
		} {
			got := ask(h, route[0], route[1], "advance=10m", stranger.name, stranger.value)
			if got.Code != stranger.status || strings.Contains(got.Body.String(), "correct horse") {
				t.Errorf("%s %s with %s %q: got %d, want %d", route[0], route[1], stranger.name, stranger.value, got.Code, stranger.status)
			}
		}
	}
	for _, host := range []string{"localhost", "LOCALHOST:8080", "127.0.0.1", "127.0.0.1:9", "[::1]:8080", "[::1]"} {
		if got := ask(h, "GET", "/", "", "Host", host); got.Code != 200 {
			t.Errorf("Host %s: got %d, want 200", host, got.Code)
		}
	}
	if clock.Ahead() != 0 {
		t.Errorf("a stranger put the clock %v forward", clock.Ahead())
	}
}

func TestOtherPathsAndMethods(t *testing.T) {
	h := site(t, config(app.NewDemoClock(noon)))
	for _, tt := range []struct {
		method, path string
		status       int
		allow        string
	}{
		{"GET", "/nothing", 404, ""}, {"GET", "/index.html", 404, ""}, {"GET", "/demo", 307, ""}, {"GET", "/demo/", 404, ""}, {"GET", "/demo/assets/", 404, ""},
		{"GET", "/demo/assets/home.gohtml", 404, ""}, {"GET", "/inbox", 418, ""}, {"POST", "/", 405, "GET, HEAD"}, {"GET", "/demo/clock", 405, "POST"},
		{"PUT", "/demo/clock", 405, "POST"},
	} {
		if got := ask(h, tt.method, tt.path, ""); got.Code != tt.status || got.Header().Get("Allow") != tt.allow {
			t.Errorf("%s %s: got %d, Allow %q, want %d, %q", tt.method, tt.path, got.Code, got.Header().Get("Allow"), tt.status, tt.allow)
		}
	}
}

func TestAPanicIsAPageAndALineInTheLog(t *testing.T) {
	var out bytes.Buffer
	now := noon
	c := config(app.NewDemoClock(func() time.Time { return now() }))
	c.Log = slog.New(slog.NewTextHandler(&out, nil))
	h := site(t, c)
	now = func() time.Time { panic("canary") }
	got := ask(h, "GET", "/?"+url.QueryEscape("canary"), "")
	if got.Code != 500 || !strings.Contains(got.Body.String(), "Something broke") || got.Header().Get("Content-Security-Policy") != policy {
		t.Errorf("got %d %s", got.Code, got.Body)
	}
	if text := out.String(); strings.Count(text, "\n") != 1 || !strings.Contains(text, `route="GET /{$}"`) || strings.Contains(text, "canary") {
		t.Errorf("log: got %q, want one line with the route and nothing of the request", text)
	}
	now = noon
	if got := ask(h, "GET", "/", ""); got.Code != 200 {
		t.Errorf("afterwards: got %d, want 200", got.Code)
	}
}
