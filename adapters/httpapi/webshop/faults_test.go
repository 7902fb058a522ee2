package webshop_test

import (
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"latchkey/domain"
)

const (
	broken      = `{"error":true,"message":"Something went wrong on our side. Please try again later.","data":[]}`
	unavailable = `{"error":true,"message":"The service cannot take this call right now. Please try again in a moment.","data":[]}`
)

// sendRaw writes request to the server as it is and returns all that comes back.
func (s *shop) sendRaw(t *testing.T, request string) string {
	t.Helper()
	conn, err := net.Dial("tcp", s.server.Listener.Addr().String())
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

func TestFaultsOfTheInside(t *testing.T) {
	tests := []struct {
		name       string
		err        error
		status     int
		body       string
		retryAfter string
	}{
		{"unknown fault", errors.New("disk on fire"), 500, broken, ""},
		{"invalid, and not by the caller", domain.Refuse("origin", domain.Malformed), 500, broken, ""},
		{"unavailable", &domain.Problem{Kind: domain.Unavailable}, 503, unavailable, "1"},
		{"unavailable as a bare kind", domain.Unavailable, 503, unavailable, "1"},
		{"unavailable for a while", &domain.Problem{Kind: domain.Unavailable, RetryAfter: 1500 * time.Millisecond}, 503, unavailable, "2"},
		{"project of somebody else", &domain.Problem{Kind: domain.Forbidden}, 422, invalid("project_id", projectUnknown), ""},
		{"project gone meanwhile", domain.NotFound, 422, invalid("project_id", projectUnknown), ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := open(t)
			s.requests.add = func(domain.ResetRequest) error { return test.err }
			got := s.post(t, forgotPath, goodForgot)
			got.check(t, test.status, test.body)
			got.checkBudget(t, "59", test.retryAfter)
			if logged := strings.Contains(s.log.String(), `"msg":"call failed"`); logged != (test.status >= 500) {
				t.Errorf("logged as a fault: %v", logged)
			}
		})
	}
}

func TestHashingUnavailableKeepsTheLink(t *testing.T) {
	s := open(t)
	token := s.mint(t)
	s.hasher.err = &domain.Problem{Kind: domain.Unavailable, RetryAfter: 2 * time.Second}
	got := s.post(t, resetPath, resetOf(token))
	got.check(t, 503, unavailable)
	got.checkBudget(t, "59", "2")
	s.hasher.err = nil
	s.post(t, resetPath, resetOf(token)).check(t, 200, passwordSet)
}

func TestPanicIsAnAnswerAndOneLogLine(t *testing.T) {
	s := newShop(t, slog.LevelInfo)
	s.server = httptest.NewServer(s.handler)
	defer s.server.Close()
	s.requests.add = func(domain.ResetRequest) error { panic("secret " + canary) }
	got := s.post(t, forgotPath, goodForgot)
	got.check(t, 500, broken)
	got.checkBudget(t, "59", "")
	if lines := strings.Count(s.log.String(), "\n"); lines != 1 || !strings.Contains(s.log.String(), "handler panicked") {
		t.Errorf("%d log lines: %s", lines, s.log.String())
	}
	if id := got.header.Get("X-Request-Id"); !strings.Contains(s.log.String(), id) {
		t.Errorf("the log does not name request %s", id)
	}
	s.requests.add = nil
	s.post(t, forgotPath, goodForgot).check(t, 200, linkSent)
}

// lateBody is a connection whose body does not come: it notes the deadline it
// is given and then reports that it has passed.
type lateBody struct {
	*httptest.ResponseRecorder
	deadline time.Time
}

func (b *lateBody) SetReadDeadline(t time.Time) error {
	b.deadline = t
	return nil
}

func (b *lateBody) Read([]byte) (int, error) {
	if b.deadline.IsZero() {
		return 0, errors.New("read without a deadline")
	}
	return 0, os.ErrDeadlineExceeded
}

func (b *lateBody) Close() error { return nil }

func TestSlowBody(t *testing.T) {
	s := newShop(t, slog.LevelDebug)
	late := &lateBody{ResponseRecorder: httptest.NewRecorder()}
	request := httptest.NewRequest(http.MethodPost, forgotPath, late)
	request.Header.Set("Content-Type", "application/json")
	before := time.Now()
	s.handler.ServeHTTP(late, request)
	if at := late.deadline; at.Before(before.Add(5*time.Second)) || at.After(time.Now().Add(5*time.Second)) {
		t.Errorf("the body was given %s, want 5 s", at.Sub(before))
	}
	reply{status: late.Code, body: late.Body.String()}.check(t, 408, `{"error":true,"message":"The request body took too long to arrive.","data":[]}`)
	if late.Header().Get("Connection") != "close" || canonical(late.Header()).Get("X-RateLimit-Remaining") != "59" {
		t.Errorf("headers %v", late.Header())
	}
}
