package cli_test

import (
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync"
	"syscall"
	"testing"
)

// crowd is how many connections an attack opens, or as many as the variable
// LATCHKEY_TEST_CONNECTIONS says, as far as this process may.
func crowd(t testing.TB) int {
	t.Helper()
	if text := os.Getenv("LATCHKEY_TEST_CONNECTIONS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			t.Fatalf("LATCHKEY_TEST_CONNECTIONS is %q, want a number", text)
		}
		return n
	}
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	wanted := 4_000
	if testing.Short() {
		wanted = 1_500
	}
	n := min(wanted, int(min(limit.Cur, 1<<20))-200)
	if n <= maxHeld {
		t.Skipf("%d open files are too few for more connections than a server holds", limit.Cur)
	}
	return n
}

// perStranger is how many connections each address of a crowd opens: fewer than
// a server lets it, so that only the limit of all is in the way.
const perStranger = 60

// gather opens n connections from many addresses and says the same on each.
func (v victim) gather(t testing.TB, n int, said string) (conns []net.Conn) {
	t.Helper()
	var mu sync.Mutex
	var arriving sync.WaitGroup
	for first := range 8 {
		arriving.Go(func() {
			for i := first; i < n; i += 8 {
				conn, err := v.dial(stranger(i / perStranger))
				if err != nil {
					t.Errorf("connection %d: %v", i, err)
					return
				}
				_, _ = io.WriteString(conn, said) // it may be closed by now
				mu.Lock()
				conns = append(conns, conn)
				mu.Unlock()
			}
		})
	}
	arriving.Wait()
	return conns
}

// TestACrowdKeepsNobodyOut (A24, faults F21 and F29): whatever thousands of
// connections from many addresses do or leave undone, an honest caller is
// served at once, and all that they cost is given back when they go.
func TestACrowdKeepsNobodyOut(t *testing.T) {
	s, site, _ := siteUnderAttack(t)
	if err := site.serves("/forgot/1"); err != nil {
		t.Fatal(err)
	}
	pid := s.cmd.Process.Pid
	filesBefore, goroutinesBefore := files(t, pid), goroutines(t, s.Metrics)
	for name, said := range map[string]string{
		"silent":      "", // as are those whose other end is gone without a word
		"slow header": site.head(http.MethodGet, "/lost/reset") + "A: ",
		"idle":        site.head(http.MethodGet, "/lost/healthz") + "\r\n",
		"slow again":  site.head(http.MethodGet, "/lost/healthz") + "\r\n" + site.head(http.MethodGet, "/lost/reset"),
	} {
		t.Run(name, func(t *testing.T) {
			conns := site.gather(t, crowd(t), said)
			for range 20 {
				if err := site.serves("/forgot/1"); err != nil {
					t.Errorf("an honest caller: %v", err)
				}
			}
			if got := files(t, pid); got > maxFiles {
				t.Errorf("%d open files, want %d at most", got, maxFiles)
			}
			if got := goroutines(t, s.Metrics); got > maxGoroutines {
				t.Errorf("%d goroutines, want %d at most", got, maxGoroutines)
			}
			for _, conn := range conns {
				_ = conn.Close()
			}
			fallsTo(t, "open files", filesBefore+spare, func() int { return files(t, pid) })
			fallsTo(t, "goroutines", goroutinesBefore+spare, func() int { return goroutines(t, s.Metrics) })
		})
	}
	site.staysSmall(t)
}

// spare are files and goroutines that a server may have more of than before
// without losing any: readers of its database and of its metrics.
const spare = 8
