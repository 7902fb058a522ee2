package httpapi_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"latchkey/adapters/httpapi"
)

func TestStrangeProxiesAreToldOnce(t *testing.T) {
	trusted := httpapi.Addresses{Trusted: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/24"), netip.MustParsePrefix("::1/128"), netip.MustParsePrefix("fe80::7/128")}}
	for _, c := range []struct {
		name, peer, header string
		told               string // which proxy; "": nothing
	}{
		{"a container's bridge", "172.17.0.1:4000", "X-Forwarded-For", "172.17.0.1"},
		{"RFC 7239", "192.168.7.7:4000", "Forwarded", "192.168.7.7"},
		{"the same machine", "127.0.0.1:4000", "X-Forwarded-For", "127.0.0.1"},
		{"a private IPv6 network", "[fd00::7]:4000", "X-Forwarded-For", "fd00::7"},
		{"IPv4 in IPv6", "[::ffff:10.0.1.1]:4000", "X-Forwarded-For", "10.0.1.1"},
		{"a trusted one", "10.0.0.9:4000", "X-Forwarded-For", ""},
		{"a trusted one over IPv6", "[::1]:4000", "X-Forwarded-For", ""},
		{"a trusted one on a link", "[fe80::7%eth0]:4000", "X-Forwarded-For", ""},
		{"another one on a link", "[fe80::8%eth0]:4000", "X-Forwarded-For", "fe80::8"},
		{"no proxy", "172.17.0.1:4000", "Accept", ""},
		{"a caller that makes it up", "203.0.113.7:4000", "X-Forwarded-For", ""},
		{"a caller that makes it up over IPv6", "[2001:db8::1]:4000", "Forwarded", ""},
		{"no address", "@", "X-Forwarded-For", ""},
	} {
		var log bytes.Buffer
		served := 0
		site := trusted.TellStrangeProxies(slog.New(slog.NewTextHandler(&log, nil)))(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { served++ }))
		for range 3 {
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.RemoteAddr = c.peer
			r.Header.Set(c.header, "198.51.100.77")
			site.ServeHTTP(httptest.NewRecorder(), r)
		}
		lines := strings.Count(log.String(), "\n")
		if want := map[bool]int{true: 1}[c.told != ""]; lines != want || !strings.Contains(log.String(), c.told) || served != 3 {
			t.Errorf("%s: %d lines, want %d with %q; %d served, want 3:\n%s", c.name, lines, want, c.told, served, log.String())
		}
		if strings.Contains(log.String(), "198.51.100") {
			t.Errorf("%s: a customer's address is in the log: %s", c.name, log.String())
		}
	}
}

func TestStrangeProxiesAreBounded(t *testing.T) {
	var log bytes.Buffer
	site := httpapi.Addresses{}.TellStrangeProxies(slog.New(slog.NewTextHandler(&log, nil)))(http.NotFoundHandler())
	for n := range 500 {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = fmt.Sprintf("10.0.%d.%d:1", n/250, n%250)
		r.Header.Set("Forwarded", "for=198.51.100.77")
		site.ServeHTTP(httptest.NewRecorder(), r)
	}
	if got := strings.Count(log.String(), "\n"); got != 32 {
		t.Errorf("%d lines for 500 peers, want 32", got)
	}
}
