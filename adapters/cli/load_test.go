package cli_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
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

// drive lets clients send requests for email(n), n = 0, 1, 2…, one after the
// other on a connection each, until enough says so. Every answer must be 200.
func drive(b *testing.B, address string, clients int, email func(n int) string, enough func(sent int, since time.Duration) bool) load {
	b.Helper()
	var (
		running sync.WaitGroup
		mu      sync.Mutex
		all     load
		next    = make(chan int, 4*clients)
		stop    = make(chan struct{})
		began   = time.Now()
	)
	go func() {
		defer close(next)
		for n := 0; ; n++ {
			select {
			case next <- n:
			case <-stop:
				return
			}
		}
	}()
	end := sync.OnceFunc(func() { close(stop) })
	for range clients {
		running.Go(func() {
			seen, err := converse(address, email, next, func(sent int) bool {
				return enough(sent, time.Since(began))
			}, end)
			mu.Lock()
			defer mu.Unlock()
			all.latencies = append(all.latencies, seen...)
			if err != nil {
				b.Error(err)
				end()
			}
		})
	}
	running.Wait()
	end()
	all.took = time.Since(began)
	slices.Sort(all.latencies)
	return all
}

// converse is one client.
func converse(address string, email func(int) string, next <-chan int, enough func(int) bool, end func()) ([]time.Duration, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	var (
		seen   []time.Duration
		out    bytes.Buffer
		answer = bufio.NewReader(conn)
	)
	for n := range next {
		if enough(n) {
			end()
			break
		}
		body := `{"project_id":1,"email":"` + email(n) + `"}`
		out.Reset()
		fmt.Fprintf(&out, "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", forgotPath, address, len(body), body)
		sent := time.Now()
		if _, err := conn.Write(out.Bytes()); err != nil {
			return seen, err
		}
		if err := readOK(answer); err != nil {
			return seen, err
		}
		seen = append(seen, time.Since(sent))
	}
	return seen, nil
}

// readOK reads one answer with as little work as will do: the client shares
// the processors with the server it measures.
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
	if !strings.HasPrefix(status, "HTTP/1.1 200 ") {
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
