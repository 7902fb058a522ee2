package cli_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

const forgotPath = "/api/services/webshop/v1/customer/auth/password/forgot"

// load is what a number of keep-alive clients saw.
type load struct {
	took      time.Duration
	latencies []time.Duration // sorted
}

func (l load) perSecond() float64 { return float64(len(l.latencies)) / l.took.Seconds() }

func (l load) p99() time.Duration { return l.latencies[len(l.latencies)*99/100] }

// customer is one keep-alive client: it asks for a link and returns nil if that
// was accepted.
type customer func(email string) error

// drive lets clients send requests for email(n), n = 0, 1, 2…, one after the
// other, until enough says so. Every one must be accepted.
func drive(b *testing.B, meet func() customer, clients int, email func(n int) string, enough func(sent int, since time.Duration) bool) load {
	b.Helper()
	var (
		running sync.WaitGroup
		mu      sync.Mutex
		sent    int
		over    bool
		all     load
		began   = time.Now()
	)
	next := func() (int, bool) {
		mu.Lock()
		defer mu.Unlock()
		over = over || enough(sent, time.Since(began))
		sent++
		return sent - 1, !over
	}
	for range clients {
		running.Go(func() {
			var seen []time.Duration
			ask := meet()
			for n, more := next(); more; n, more = next() {
				start := time.Now()
				if err := ask(email(n)); err != nil {
					b.Error(err)
					break
				}
				seen = append(seen, time.Since(start))
			}
			mu.Lock()
			defer mu.Unlock()
			all.latencies = append(all.latencies, seen...)
		})
	}
	running.Wait()
	all.took = time.Since(began)
	slices.Sort(all.latencies)
	return all
}

// asking is how a request for a link is put in one of the dialects.
type asking struct {
	path  string
	token string // of the API client; "" if none is needed
	body  func(email string) string
}

func overWebshop(*running) asking { return asking{path: forgotPath, body: forgotBody} }

func overPayway(d *running) asking {
	return asking{
		path: "/external/api/v1/accounts/request_password_reset", token: d.APIToken,
		body: func(email string) string { return `{"email":"` + email + `"}` },
	}
}

func forgotBody(email string) string { return `{"project_id":1,"email":"` + email + `"}` }

// standardClients are Go's own: what a shop written in Go would use.
func standardClients(address string, how asking) func() customer {
	return func() customer {
		client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 1}}
		return func(email string) error {
			request, err := http.NewRequest(http.MethodPost, "http://"+address+how.path, strings.NewReader(how.body(email)))
			if err != nil {
				return err
			}
			request.Header.Set("Content-Type", "application/json")
			if how.token != "" {
				request.Header.Set("Authorization", "Bearer "+how.token)
			}
			response, err := client.Do(request)
			if err != nil {
				return err
			}
			defer response.Body.Close()
			if _, err := io.Copy(io.Discard, response.Body); err != nil {
				return err
			}
			if response.StatusCode/100 != 2 {
				return fmt.Errorf("answered %s", response.Status)
			}
			return nil
		}
	}
}

// bareClients do as little as will do, because they share the processors with
// the server they measure.
func bareClients(address string, how asking) func() customer {
	return func() customer {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			return func(string) error { return err }
		}
		answer := bufio.NewReader(conn)
		var out bytes.Buffer
		return func(email string) error {
			out.Reset()
			how.write(&out, address, email)
			if _, err := conn.Write(out.Bytes()); err != nil {
				return err
			}
			return readOK(answer)
		}
	}
}

// write puts the whole request on the wire.
func (a asking) write(out io.Writer, address, email string) {
	body := a.body(email)
	head := fmt.Sprintf("POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n", a.path, address, len(body))
	if a.token != "" {
		head += "Authorization: Bearer " + a.token + "\r\n"
	}
	_, _ = io.WriteString(out, head+"\r\n"+body) // a failure shows in the answer
}

// readOK reads one answer.
func readOK(answer *bufio.Reader) error {
	status, err := answer.ReadString('\n')
	if err != nil {
		return err
	}
	length := 0
	for {
		line, err := answer.ReadSlice('\n')
		if err != nil {
			return err
		}
		if len(line) <= 2 {
			break
		}
		if value, found := bytes.CutPrefix(line, []byte("Content-Length: ")); found {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return err
			}
		}
	}
	if _, err := io.CopyN(io.Discard, answer, int64(length)); err != nil {
		return err
	}
	if !strings.HasPrefix(status, "HTTP/1.1 20") {
		return fmt.Errorf("answered %s", strings.TrimSpace(status))
	}
	return nil
}

// forSeconds is enough after some time.
func forSeconds(d time.Duration) func(int, time.Duration) bool {
	return func(_ int, since time.Duration) bool { return since >= d }
}

// upTo is enough after so many requests.
func upTo(n int) func(int, time.Duration) bool {
	return func(sent int, _ time.Duration) bool { return sent >= n }
}
