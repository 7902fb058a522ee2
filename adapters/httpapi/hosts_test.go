package httpapi_test

import (
	"crypto/rand"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"latchkey/adapters/httpapi"
)

const get = "GET / HTTP/1.1\r\n"

// hostSpellings are heads of requests and what they are answered with; "good"
// is on the list and "evil" is not.
var hostSpellings = []struct {
	head string
	want string // start of the status line
}{
	{get + "Host: good:8080\r\n", "200"},
	{get + "Host: GOOD.example\r\n", "200"},
	{get + "Host: evil\r\n", "421"},
	{get + "Host: good\r\n", "421"},
	{get + "Host: good:8081\r\n", "421"},
	{get + "Host: good:8080.\r\n", "421"},
	{get + "Host: good.:8080\r\n", "421"},
	{get + "Host: good:8080@evil\r\n", "400"}, // net/http already
	{get + "Host: evil@good:8080\r\n", "400"},
	{get + "Host: good:8080:evil\r\n", "421"},
	{get + "Host: good.example.evil\r\n", "421"},
	{get + "Host: evil.good.example\r\n", "421"},
	{get + "Host: good:8080,evil\r\n", "421"},
	{get + "Host: good:8080 evil\r\n", "400"},
	{get + "Host: good:8080/evil\r\n", "400"},
	{get + "Host: good:8080#evil\r\n", "400"},
	{get + "Host: \xe2\x84\xaaood\r\n", "400"}, // no octet outside ASCII gets through net/http
	{get + "Host: 127.0.0.1\r\n", "421"},
	{get + "Host: [::1]:8080\r\n", "421"},
	{get + "Host:\r\n", "421"},
	{get, "400"},
	{get + "Host: good:8080\r\nHost: evil\r\n", "400"},
	{get + "Host: evil\r\nHost: good:8080\r\n", "400"},
	{get + "Host : evil\r\nHost: good:8080\r\n", "400"},
	{"GET http://evil/ HTTP/1.1\r\nHost: good:8080\r\n", "421"},
	{"GET http://good:8080@evil/ HTTP/1.1\r\nHost: good:8080\r\n", "421"},
	{"GET http://good:8080/ HTTP/1.1\r\nHost: evil\r\n", "200"}, // RFC 9112 §3.2.2: such a Host is not looked at
	{"GET //evil/ HTTP/1.1\r\nHost: good:8080\r\n", "200"},      // a path
	{"GET / HTTP/1.0\r\n", "421"},
	{"CONNECT evil:443 HTTP/1.1\r\nHost: evil:443\r\n", "421"},
	{get + "Host: good:8080\r\nX-Forwarded-Host: evil\r\nX-Forwarded-Server: evil\r\nX-Forwarded-Proto: evil\r\nX-Forwarded-Port: 666\r\n", "200"},
	{get + "Host: good:8080\r\nForwarded: host=evil\r\nX-Original-URL: http://evil/\r\nX-Rewrite-URL: http://evil/\r\nX-Host: evil\r\n", "200"},
	{get + "Host: good:8080\r\nOrigin: http://evil\r\nReferer: http://evil/\r\n", "200"},
}

// TestHosts (A05) writes each spelling to a socket as it is. "good" is on the
// list; the inner handler would give away what it believes to be its host.
func TestHosts(t *testing.T) {
	reached := false
	inner := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		reached = true
		_, _ = io.WriteString(w, "for "+r.Host)
	})
	server := httptest.NewServer(httpapi.Hosts(rand.Reader, "good:8080", "good.example")(inner))
	defer server.Close()
	for _, test := range hostSpellings {
		reached = false
		got := raw(t, server, test.head+"Connection: close\r\n\r\n")
		if !strings.HasPrefix(got, "HTTP/1.1 "+test.want+" ") && !strings.HasPrefix(got, "HTTP/1.0 "+test.want+" ") {
			t.Errorf("%q: got %.60q, want %s", test.head, got, test.want)
		}
		if reached != (test.want == "200") {
			t.Errorf("%q: handler reached: %v", test.head, reached)
		}
		if strings.Contains(got, "evil") {
			t.Errorf("%q is echoed: %s", test.head, got)
		}
		if test.want == "421" && (!strings.Contains(got, `{"error":true,"message":`) || !strings.Contains(got, "nosniff")) {
			t.Errorf("%q: %s", test.head, got)
		}
	}
}

// TestHostsFoldNothingButASCII cannot come over the wire today; a proxy or
// another server in front may let it.
func TestHostsFoldNothingButASCII(t *testing.T) {
	guard := httpapi.Hosts(rand.Reader, "k.example")(http.NotFoundHandler())
	for host, want := range map[string]int{"k.example": 404, "K.EXAMPLE": 404, "\u212A.example": 421, "k\u3002example": 421, "": 421} {
		request := httptest.NewRequest(http.MethodGet, "/", nil)
		request.Host = host
		recorder := httptest.NewRecorder()
		guard.ServeHTTP(recorder, request)
		if recorder.Code != want {
			t.Errorf("host %q: %d, want %d", host, recorder.Code, want)
		}
	}
}

func raw(t *testing.T, server *httptest.Server, request string) string {
	t.Helper()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, request); err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	return string(answer)
}

// What no room answers, such as a 404 of the mux, has the headers of one that does.
func TestHostsGivesEveryAnswerItsHeaders(t *testing.T) {
	site := httpapi.Hosts(rand.Reader, "good")(http.NotFoundHandler())
	got := httptest.NewRecorder()
	site.ServeHTTP(got, httptest.NewRequest("GET", "http://good/nothing", nil))
	for name, want := range map[string]string{
		"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'", "Cache-Control": "no-store",
		"Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
	} {
		if got := got.Header().Get(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

// TestHostsAndAddresses: whoever asks for an address is answered, whoever asks
// for a name that looks like one is not.
func TestHostsAndAddresses(t *testing.T) {
	handler := httpapi.HostsAndAddresses(rand.Reader, "localhost:9090")(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	for host, want := range map[string]int{
		"localhost:9090": 200, "LOCALHOST:9090": 200, "localhost": 421, "10.0.0.5:9090": 200, "10.0.0.5": 200, "[2001:db8::1]:9090": 200,
		"[2001:db8::1]": 200, "2001:db8::1": 421, "[10.0.0.5]": 421, "10.0.0.5:": 421, "10.0.0.5:x": 421, "10.0.0.5.evil.example": 421,
		"10.0.0.5@evil.example": 421, "evil.example:9090": 421, "0x7f000001": 421, "2130706433": 421, "": 421,
	} {
		request := httptest.NewRequest(http.MethodGet, "/metrics", nil)
		request.Host = host
		got := httptest.NewRecorder()
		if handler.ServeHTTP(got, request); got.Code != want {
			t.Errorf("%q: answered %d, want %d", host, got.Code, want)
		}
	}
}
