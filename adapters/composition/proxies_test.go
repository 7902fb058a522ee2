package composition_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"testing"
)

// shared is a log that a server and a test hold at one time.
type shared struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *shared) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *shared) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// TestServeTellsOfAProxyItDoesNotTrust: a proxy in a container is seldom at the
// address that one expects.
func TestServeTellsOfAProxyItDoesNotTrust(t *testing.T) {
	for trusted, want := range map[string]int{"10.0.0.0/8": 1, "127.0.0.0/8": 0} {
		log := logOfForwarded(t, trusted)
		if got := strings.Count(log, "--trusted-proxies"); got != want || strings.Contains(log, "198.51.100.77") {
			t.Errorf("%d lines about it where %s is trusted, want %d and no customer's address:\n%s", got, trusted, want, log)
		}
	}
}

// logOfForwarded returns all that a server has logged which trusts the addresses
// and is asked three times by what says that it is a proxy.
func logOfForwarded(t *testing.T, trusted string) string {
	t.Helper()
	var log shared
	t.Run(trusted, func(t *testing.T) { // at whose end the server's log ends, too
		o := serveOptions(t)
		o.Log, o.LogLevel, o.TrustedProxies = &log, slog.LevelWarn, []netip.Prefix{netip.MustParsePrefix(trusted)}
		ready := serve(t, o)
		for range 3 {
			request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+ready.Listen+"/healthz", nil)
			if err != nil {
				t.Fatal(err)
			}
			request.Header.Set("X-Forwarded-For", "198.51.100.77")
			response, err := http.DefaultClient.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			_ = response.Body.Close()
		}
	})
	return log.String()
}
