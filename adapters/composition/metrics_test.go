package composition_test

import (
	"net"
	"net/http"
	"testing"
)

// TestMetricsAnswerToNamesOfThisMachine: a page of somebody else's, under a name
// that leads here, is refused (DNS rebinding).
func TestMetricsAnswerToNamesOfThisMachine(t *testing.T) {
	o := serveOptions(t)
	o.MetricsListen, o.Pprof = "127.0.0.2:0", true
	listener, err := net.Listen("tcp", o.MetricsListen)
	if err != nil {
		t.Skipf("this machine is 127.0.0.1 only, where on Linux it is 127.0.0.2, too: %v", err)
	}
	_ = listener.Close()
	ready := serve(t, o)
	_, port, err := net.SplitHostPort(ready.Metrics)
	if err != nil {
		t.Fatal(err)
	}
	for host, want := range map[string]int{
		ready.Metrics: http.StatusOK, "127.0.0.1:" + port: http.StatusOK, "localhost:" + port: http.StatusOK, "[::1]:" + port: http.StatusOK,
		"evil.example": http.StatusMisdirectedRequest, "evil.example:" + port: http.StatusMisdirectedRequest, "127.0.0.1.evil.example:" + port: http.StatusMisdirectedRequest,
	} {
		for _, path := range []string{"/metrics", "/debug/pprof/"} {
			request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+ready.Metrics+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			request.Host = host
			response, err := http.DefaultClient.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			_ = response.Body.Close()
			if response.StatusCode != want {
				t.Errorf("%s as %s: %d, want %d", path, host, response.StatusCode, want)
			}
		}
	}
}
