package cli_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

// askAs asks for a link with headers of the caller's choice and returns the
// answer's status.
func askAs(t *testing.T, d *running, host string, more ...string) int {
	t.Helper()
	conn, err := net.Dial("tcp", d.host())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	body := forgotBody("jane@example.com")
	fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %d\r\n%s\r\n%s",
		forgotPath, host, len(body), strings.Join(append(more, ""), "\r\n"), body)
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(content), "evil") || strings.Contains(fmt.Sprint(response.Header), "evil") {
		t.Errorf("the answer to %s repeats what was sent", host)
	}
	return response.StatusCode
}

// TestLinksAreNeverBuiltFromRequests is threat A05 on the built binary: other
// hosts are refused, and whatever else a request says, the link in the mail
// leads to the configured address.
func TestLinksAreNeverBuiltFromRequests(t *testing.T) {
	d := newDemo(t)
	_, port, _ := strings.Cut(d.host(), ":")
	for _, host := range []string{"evil.example", "evil.example:" + port, d.host() + "@evil.example", "127.0.0.1.evil.example:" + port, "127.0.0.1", ""} {
		if got := askAs(t, d, host); got != http.StatusMisdirectedRequest && got != http.StatusBadRequest {
			t.Errorf("Host %q: %d, want 421 or 400", host, got)
		}
	}
	for _, host := range []string{"localhost:" + port, "[::1]:" + port, "LOCALHOST:" + port} {
		got := askAs(t, d, host, "X-Forwarded-Host: evil.example", "X-Forwarded-Proto: https", "Forwarded: host=evil.example",
			"X-Host: evil.example", "X-Original-URL: https://evil.example/", "Origin: https://evil.example", "Referer: https://evil.example/")
		if got != http.StatusOK {
			t.Errorf("Host %q: %d, want 200", host, got)
		}
	}
	mail, err := readMail(d.BaseURL, 1, "jane@example.com")
	if err != nil {
		t.Fatal(err)
	}
	token, err := mail.token()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(mail.Text, "\n"+d.BaseURL+"/reset#"+token) || strings.Contains(mail.Text+mail.HTML+fmt.Sprint(mail.Headers), "evil") {
		t.Errorf("the mail was shaped by the request:\n%s", mail.Text)
	}
}

// TestTheServerAsAWhole is what OPTIONS * asks about: it gets no answer that the
// usual steps have not seen, either.
func TestTheServerAsAWhole(t *testing.T) {
	d := newDemo(t)
	for host, want := range map[string]int{d.host(): http.StatusBadRequest, "evil.example": http.StatusMisdirectedRequest} {
		conn, err := net.Dial("tcp", d.host())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		fmt.Fprintf(conn, "OPTIONS * HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", host)
		response, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatal(err)
		}
		if response.StatusCode != want || response.Header.Get("X-Request-Id") == "" || response.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("Host %q: %s, %v, want %d and the usual headers", host, response.Status, response.Header, want)
		}
	}
}

// TestEveryLoopbackAddressWorks: what a demo says to open can be opened.
func TestEveryLoopbackAddressWorks(t *testing.T) {
	needAddress(t, "127.0.0.2")
	d := newDemo(t, "--listen", "127.0.0.2:0")
	if got := askAs(t, d, d.host()); got != http.StatusOK {
		t.Errorf("a demo on %s answers %d, want 200", d.host(), got)
	}
	response, err := http.Get(d.BaseURL + "/")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Errorf("GET /: %s, want the page it leads to", response.Status)
	}
}
