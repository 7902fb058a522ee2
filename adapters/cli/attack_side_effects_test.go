package cli_test

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// openRoutes are what anybody may get without a token, each API's operations
// included: asked in the wrong way they answer, too.
var openRoutes = []string{
	"/healthz", "/readyz", "/", "/forgot", "/forgot/1", "/forgot/2", "/reset", "/reset/done", "/reset/not-me", "/reset/check", "/reset/again",
	"/brand/1/logo", "/.well-known/change-password", "/docs", "/docs/", "/docs/webshop", "/docs/payway",
	"/docs/webshop/openapi.json", "/docs/webshop/openapi.yaml", "/docs/webshop/openapi-3.0.json", "/docs/webshop/openapi-3.0.yaml",
	"/docs/payway/openapi.json", "/docs/payway/openapi.yaml", "/docs/payway/openapi-3.0.json", "/docs/payway/openapi-3.0.yaml",
	forgotPath, resetPath, loginPath, paywayPath, "/api/authorization/access_token", "/inbox", "/inbox/api/messages", "/demo/", "/metrics",
	"/debug/pprof/", "/nowhere",
}

// TestNothingAnybodySeesMoves (A19): 200 requests for customers, and all that
// becomes of them, leave what anybody may look at, and the operator's numbers,
// just as 200 requests for strangers do.
func TestNothingAnybodySeesMoves(t *testing.T) {
	requests := 200
	if testing.Short() {
		requests = 50
	}
	f := newFrailShop(t, binary, requests, nil)
	s := f.command()
	s.cmd.Args = append(slices.DeleteFunc(s.cmd.Args, func(arg string) bool { return arg == "--no-docs" }), "--metrics-listen", "127.0.0.1:0")
	if err := s.start(); err != nil {
		t.Fatal(err)
	}
	f.overview(s) // whatever is made at the first look
	before := f.overview(s)
	f.askedFor(s, requests, customerOf)
	known := f.overview(s)
	f.askedFor(s, requests, func(n int) string { return fmt.Sprintf("x%d@shop.example", n) })
	unknown := f.overview(s)
	if got := len(f.relay.Mails()); got != requests {
		t.Fatalf("%d mails, want %d: that shows nothing", got, requests)
	}
	for route := range before {
		if route == "metrics" {
			continue
		}
		if before[route] != known[route] || known[route] != unknown[route] {
			t.Errorf("%s changes:\n%s\nafter requests for customers\n%s\nand for strangers\n%s", route, before[route], known[route], unknown[route])
		}
	}
	numbers := numbersIn(known["metrics"])
	if got := numbers[`latchkey_http_requests_total{status="200",surface="webshop"}`]; got != strconv.Itoa(requests) {
		t.Errorf("%q requests are counted, want %d, in %v", got, requests, numbers)
	}
	compareNumbers(t, numbersIn(before["metrics"]), numbers, numbersIn(unknown["metrics"]))
}

// askedFor requests a link for each of many addresses and waits until nothing is
// left to be done about them.
func (f *frailShop) askedFor(s *server, requests int, email func(int) string) {
	f.t.Helper()
	for n := range requests {
		if accepted, err := f.ask(s, email(n)); err != nil || !accepted {
			f.t.Fatalf("not accepted: %v", err)
		}
	}
	if _, err := f.settled(); err != nil {
		f.t.Fatal(err)
	}
}

// requestSpecific is what differs from answer to answer, whoever asks for what.
var requestSpecific = regexp.MustCompile(`(?i)(Date|X-Request-Id|X-Ratelimit-[a-z]+|Retry-After):\[[^\]]*\]`)

// overview gets all that anybody, or the operator's monitor, may look at.
func (f *frailShop) overview(s *server) map[string]string {
	f.t.Helper()
	seen := map[string]string{"metrics": f.got(s.Metrics, "/metrics")}
	for _, route := range openRoutes {
		seen[route] = requestSpecific.ReplaceAllString(f.got(s.Listen, route), "$1")
	}
	return seen
}

// got returns status, headers and body of one GET.
func (f *frailShop) got(address, path string) string {
	f.t.Helper()
	request, err := http.NewRequest(http.MethodGet, "http://"+address+path, nil)
	if err != nil {
		f.t.Fatal(err)
	}
	if path != "/metrics" {
		request.Host = frailHost
	}
	response, err := frailClient.Do(request)
	if err != nil {
		f.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		f.t.Fatal(err)
	}
	text := fmt.Sprintf("%d %v\n%s", response.StatusCode, response.Header, body)
	if id := response.Header.Get("X-Request-Id"); id != "" {
		text = strings.ReplaceAll(text, id, "ID")
	}
	return text
}

// numbersIn returns the operator's numbers by their names and labels.
func numbersIn(page string) map[string]string {
	numbers := map[string]string{}
	for line := range strings.Lines(page) {
		if at := strings.LastIndexByte(line, ' '); !strings.HasPrefix(line, "#") && at > 0 && !strings.Contains(line, ":") {
			numbers[line[:at]] = strings.TrimSpace(line[at:])
		}
	}
	return numbers
}

// byTime are numbers that tell how long answers took.
var byTime = regexp.MustCompile(`^latchkey_http_request_duration_seconds_(bucket|sum)`)

// compareNumbers: what counts requests has moved by the same; the time they took
// is compared by BenchmarkTiming; and nothing else has moved.
func compareNumbers(t *testing.T, before, known, unknown map[string]string) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(unknown)) {
		if byTime.MatchString(name) {
			continue
		}
		was, then, last := numberIn(t, before[name]), numberIn(t, known[name]), numberIn(t, unknown[name])
		if then-was != last-then {
			t.Errorf("%s is %v, after requests for customers %v, and after as many for strangers %v", name, was, then, last)
		}
	}
}

// numberIn reads a number; one that is not there yet is 0.
func numberIn(t *testing.T, text string) float64 {
	t.Helper()
	if text == "" {
		return 0
	}
	number, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Error(err)
	}
	return number
}
