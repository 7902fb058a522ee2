package httpserver_test

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"

	"latchkey/adapters/httpserver"
)

// journal is a log that server and test may use at once.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// TestAPanicIsAnswered (fault F22, A46): a panic costs one answer and one line, which has no
// value of the request's in it, and the connection goes on.
func TestAPanicIsAnswered(t *testing.T) {
	var log journal
	server := start(t, httpserver.Config{Log: slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))}, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Set-Cookie", "secret")
		if r.URL.Path == "/half" {
			_, _ = io.WriteString(w, "half an")
		}
		panic(errors.New("secret of " + r.URL.Query().Get("who")))
	})
	response, err := http.Get("http://" + server.Addr() + "/?who=jane")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if want := `{"error":true,"message":"Internal Server Error","data":[]}`; string(body) != want || err != nil {
		t.Errorf("body %q, %v, want %q", body, err, want)
	}
	if response.StatusCode != 500 || response.Header.Get("Content-Type") != "application/json" || response.Header.Get("Set-Cookie") != "" {
		t.Errorf("%s with %v, want 500, JSON and nothing of the handler's", response.Status, response.Header)
	}
	for _, name := range []string{"Cache-Control", "Content-Security-Policy", "Referrer-Policy", "X-Content-Type-Options"} {
		if response.Header.Get(name) == "" {
			t.Errorf("the answer has no %s", name)
		}
	}
	if got := strings.Count(log.String(), "\n"); got != 1 || !strings.Contains(log.String(), "TestAPanicIsAnswered") {
		t.Errorf("logged %q, want one line that names the place", log.String())
	}
	if strings.Contains(log.String(), "secret") || strings.Contains(log.String(), "jane") {
		t.Errorf("logged what panicked: %s", log.String())
	}
	half, err := http.Post("http://"+server.Addr()+"/half", "text/plain", nil) // a GET would be sent again
	if err == nil {                                                            // the headers may have left in time
		defer half.Body.Close()
		_, err = io.ReadAll(half.Body)
	}
	if err == nil {
		t.Error("half an answer passed for a whole one")
	}
	if got := strings.Count(log.String(), "\n"); got != 2 {
		t.Errorf("logged %q, want one line more", log.String())
	}
}

// TestAWriterKeepsItsPowers: what wraps the server's writer hides nothing.
func TestAWriterKeepsItsPowers(t *testing.T) {
	server := start(t, httpserver.Config{}, func(w http.ResponseWriter, _ *http.Request) {
		if _, ok := w.(http.Flusher); !ok {
			t.Error("the writer cannot flush")
		}
		if err := http.NewResponseController(w).EnableFullDuplex(); err != nil {
			t.Errorf("EnableFullDuplex: %v", err)
		}
	})
	response, err := http.Get("http://" + server.Addr())
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
}
