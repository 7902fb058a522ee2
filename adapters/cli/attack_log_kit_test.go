package cli_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

// evil is in every hostile text, so that whatever becomes of one can be found.
const evil = "evil4canary"

// hostile are texts that would end a line, begin another, or move a cursor
// wherever they are written as they are.
var hostile = []string{
	evil + "\n{\"level\":\"fatal\",\"msg\":\"" + evil + "\"}",
	evil + "\r\nX-Evil: " + evil,
	evil + "\x1b[2J\x1b]0;" + evil + "\a",
	evil + "\u2028level=FATAL\u2029\u0085" + evil,
	evil + "\xff\xfe\xc0\xaf\x9b2J",
	evil + "\x00" + evil,
	evil + "\u009b2J\u202e" + evil,
	evil + "\" level=FATAL msg=\"" + evil + `\`,
	evil + strings.Repeat("x", 20_000) + "\n",
}

// raw is a request as it goes over the wire: a Go client would refuse to send
// most of these.
type raw struct {
	method, target, host string
	headers              []string // whole lines
	body                 string
}

// send returns the answer, read to its end, and its head as it came; the server
// may also hang up without one. host is the server's own.
func (r raw) send(t *testing.T, address, host string) (answer *http.Response, head string) {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	if r.host != "" {
		host = r.host
	}
	lines := append([]string{r.method + " " + r.target + " HTTP/1.1", "Host: " + host, "Connection: close",
		fmt.Sprintf("Content-Length: %d", len(r.body))}, r.headers...)
	_, _ = io.WriteString(conn, strings.Join(lines, "\r\n")+"\r\n\r\n"+r.body) // a server may have answered before
	content, _ := io.ReadAll(conn)                                             // and hung up rudely
	end := bytes.Index(content, []byte("\r\n\r\n"))
	if end < 0 {
		return nil, ""
	}
	answer, err = http.ReadResponse(bufio.NewReader(bytes.NewReader(content)), nil)
	if err != nil {
		t.Fatalf("%q is answered with %.300q: %v", lines[0], content, err)
	}
	_ = answer.Body.Close()
	return answer, string(content[:end])
}

// hostileRequests have one hostile text each, in every place a request has for
// one. token is an API client's.
func hostileRequests(token string) (all []raw) {
	form, object := "Content-Type: application/x-www-form-urlencoded", "Content-Type: application/json"
	bearer := "Authorization: Bearer " + token
	for _, text := range hostile {
		quoted, _ := json.Marshal(text) // a string always works
		text2 := url.QueryEscape(text)
		places := []raw{{method: "GET", target: "/reset", host: text}, {method: evil + "\x01", target: "/reset"}}
		for _, target := range []string{
			"/" + url.PathEscape(text), "//" + text2, "/../" + text2, "/reset?lang=" + text2, "/forgot?project=" + text2, "/forgot/" + text2, "/" + text,
			"/.well-known/change-password?project=1&lang=" + text2, "/reset/done?project=" + text2, "/brand/" + text2 + "/logo", "/docs/" + text2,
			"/external/api/v1/accounts/" + text2, "/api/services/webshop/v1/" + text2, "/forgot/1/?" + text2, "http://" + text2 + "/", "/readyz?" + text2,
		} {
			places = append(places, raw{method: "GET", target: target})
		}
		for _, name := range []string{"User-Agent", "Referer", "X-Forwarded-For", "Forwarded", "X-Request-Id", "Origin", "Cookie", "Accept-Language", "Authorization", "Traceparent"} {
			header := name + ": " + text
			places = append(places, raw{method: "POST", target: forgotPath, headers: []string{object, header}, body: forgotBody("nobody@example.com")},
				raw{method: "OPTIONS", target: loginPath, headers: []string{header, "Access-Control-Request-Method: POST"}},
				raw{method: "POST", target: paywayPath, headers: []string{object, header}, body: "{}"}, raw{method: "GET", target: "/forgot", headers: []string{header}})
		}
		for _, target := range []string{forgotPath, resetPath, loginPath, paywayPath, "/external/api/v1/accounts/custom_request_password_reset"} {
			for _, body := range []string{
				text, `{` + string(quoted) + `:1}`, `{"project_id":1,"email":` + string(quoted) + `}`,
				`{"project_id":1,"email":"jane@example.com","locale":` + string(quoted) + `,"return_url":` + string(quoted) + `,"token":` + string(quoted) + `}`,
			} {
				places = append(places, raw{method: "POST", target: target, headers: []string{object, bearer}, body: body})
			}
		}
		places = append(places,
			raw{method: "POST", target: paywayPath, headers: []string{object, bearer},
				body: `{"email":"jane@example.com","device_info":{"ip_address":"192.0.2.1","user_agent":` + string(quoted) + `}}`},
			raw{method: "POST", target: "/api/authorization/access_token", headers: []string{form}, body: "grant_type=none&client_id=" + text2 + "&client_secret=" + text2})
		for _, target := range []string{"/forgot/1", "/reset", "/reset/check", "/reset/again", "/reset/not-me"} {
			places = append(places, raw{method: "POST", target: target + "?lang=" + text2, headers: []string{form},
				body: "email=" + text2 + "&token=" + text2 + "&password=" + text2 + "&password_confirmation=" + text2 + "&action=" + text2})
		}
		all = append(all, places...)
	}
	return all
}

var textLine = regexp.MustCompile(`^time=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d) level=(DEBUG|INFO|WARN|ERROR) msg=`)

// checkLines fails unless every line of a log is one event that nobody made up.
func checkLines(t *testing.T, log string, asJSON bool) (lines int) {
	t.Helper()
	for line := range strings.Lines(log) {
		lines++
		line, ended := strings.CutSuffix(line, "\n")
		if !ended || !obeysNobody(line) || strings.Contains(strings.ToLower(line), "level=fatal") {
			t.Errorf("not a line of a log: %.300q", line)
		}
		var e event
		switch {
		case !asJSON:
			if !textLine.MatchString(line) {
				t.Errorf("no event: %.300q", line)
			}
		case json.Unmarshal([]byte(line), &e) != nil || e.Msg == "" || !strings.Contains("DEBUG INFO WARN ERROR", e.Level):
			t.Errorf("no event: %.300q", line)
		}
	}
	return lines
}

// obeysNobody reports whether nothing in a line ends it, moves a cursor or
// changes the order of what is read.
func obeysNobody(line string) bool {
	return utf8.ValidString(line) && !strings.ContainsFunc(line, func(r rune) bool {
		return unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp, unicode.Bidi_Control)
	})
}
