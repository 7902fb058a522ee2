package cli_test

import (
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"
)

// BenchmarkUnderAttack (A24) reports what an honest caller, who opens a
// connection for each call, waits for at most in 99 of 100 of them: while nobody
// else is there, and, as a multiple of that, while a crowd of slow connections
// is renewed all the time, and while bodies of 1 GiB keep coming. Attackers,
// caller and server share the processors.
func BenchmarkUnderAttack(b *testing.B) {
	_, site, _ := siteUnderAttack(b)
	slow := site.head(http.MethodGet, "/lost/reset") + "A: "
	bodies := blows(b)[0]
	var quiet, crowded, flooded time.Duration
	for b.Loop() {
		quiet += site.p99(b)
		conns := site.gather(b, crowd(b), slow)
		crowded += site.during(b, time.Millisecond, func(n int) {
			if conn, err := site.dial(stranger(n)); err == nil {
				_, _ = conn.Write([]byte(slow))
				conns = append(conns, conn)
			}
		})
		for _, conn := range conns {
			_ = conn.Close()
		}
		flooded += site.during(b, 5*time.Millisecond, func(n int) {
			_, _, _ = site.struck(place{method: http.MethodPost, path: forgotPath, media: jsonBody}, bodies, stranger(n))
		})
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(quiet.Seconds()*1000/float64(b.N), "quiet-p99-ms")
	b.ReportMetric(crowded.Seconds()/quiet.Seconds(), "crowd/quiet")
	b.ReportMetric(flooded.Seconds()/quiet.Seconds(), "bodies/quiet")
}

// during returns the caller's p99 while somebody does something again and again.
func (v victim) during(b *testing.B, every time.Duration, attack func(n int)) time.Duration {
	b.Helper()
	over := make(chan struct{})
	var attacking sync.WaitGroup
	attacking.Go(func() {
		tick := time.NewTicker(every)
		defer tick.Stop()
		for n := 0; ; n++ {
			select {
			case <-over:
				return
			case <-tick.C:
				attack(n)
			}
		}
	})
	defer attacking.Wait()
	defer close(over)
	return v.p99(b)
}

func (v victim) p99(b *testing.B) time.Duration {
	b.Helper()
	var took load
	for range 2_000 {
		began := time.Now()
		if err := v.serves("/forgot/1"); err != nil {
			b.Fatal(err)
		}
		took.latencies = append(took.latencies, time.Since(began))
	}
	slices.Sort(took.latencies)
	return took.p99()
}
