package cli_test

import (
	"bufio"
	"bytes"
	"math/rand/v2"
	"net"
	"slices"
	"strconv"
	"testing"
	"time"
)

// timed is what one client saw of one kind of request, in the order sent.
type timed struct{ itself, next []time.Duration }

// BenchmarkTiming asks what an eavesdropper with one connection could learn:
// whether the time of an answer, or of the answer after it, tells a customer's
// address from another. It reports the area under the curve of the best
// classifier that looks at one time, which is 0.5 if there is nothing to
// learn. As a check of itself it must notice a planted delay of 25 µs.
func BenchmarkTiming(b *testing.B) {
	for _, dialect := range []struct {
		name string
		how  func(*running) asking
	}{{"webshop", overWebshop}, {"payway", overPayway}} {
		b.Run(dialect.name, func(b *testing.B) {
			const requests = 20_000
			for b.Loop() {
				demo := newDemo(b, "--webshop-limit", hugeLimit, "--client-limit", hugeLimit, "--db", demoWithCustomers(b))
				ask := newAsker(b, demo.host(), dialect.how(demo))
				known, unknown, planted := interleave(b, ask, requests)
				report(b, "itself", known.itself, unknown.itself)
				report(b, "next", known.next, unknown.next)
				if found := auc(planted.itself, unknown.itself); found < 0.52 {
					b.Errorf("a planted delay of 25 µs gives only %.3f: this machine is too noisy to say anything", found)
				}
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

// report fails for what an eavesdropper could make use of.
func report(b *testing.B, what string, known, unknown []time.Duration) {
	b.Helper()
	found := auc(known, unknown)
	b.ReportMetric(found, "AUC-"+what)
	if found < 0.48 || found > 0.52 {
		b.Errorf("%s: the time tells who is a customer: AUC %.3f, want 0.48 to 0.52", what, found)
	}
}

// interleave sends requests for known and unknown addresses in random order,
// each followed by one for nobody, and as many with a planted delay.
func interleave(b *testing.B, ask func(email string, delay time.Duration) time.Duration, requests int) (known, unknown, planted timed) {
	b.Helper()
	order := rand.New(rand.NewPCG(1, 2)) // the same in every run
	for n := range requests {
		into, email, delay := &unknown, unknownEmail(n), time.Duration(0)
		switch order.IntN(3) {
		case 0:
			into, email = &known, knownEmail(n)
		case 1:
			into, delay = &planted, 25*time.Microsecond
		}
		into.itself = append(into.itself, ask(email, delay))
		into.next = append(into.next, ask("probe"+strconv.Itoa(n)+"@example.com", 0))
	}
	return known, unknown, planted
}

// newAsker returns a client on one connection that tells how long an answer
// took. A delay is spent inside of what is timed.
func newAsker(b *testing.B, address string, how asking) func(string, time.Duration) time.Duration {
	b.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = conn.Close() })
	var (
		out    bytes.Buffer
		answer = bufio.NewReader(conn)
	)
	return func(email string, delay time.Duration) time.Duration {
		out.Reset()
		how.write(&out, address, email)
		sent := time.Now()
		for time.Since(sent) < delay { // a pause this short cannot be slept
		}
		if _, err := conn.Write(out.Bytes()); err != nil {
			b.Fatal(err)
		}
		if err := readOK(answer); err != nil {
			b.Fatal(err)
		}
		return time.Since(sent)
	}
}

// auc is how often a time of the first kind is longer than one of the second,
// ties counting half: what one threshold can make of them at best.
func auc(first, second []time.Duration) float64 {
	type sample struct {
		took  time.Duration
		first bool
	}
	all := make([]sample, 0, len(first)+len(second))
	for _, took := range first {
		all = append(all, sample{took, true})
	}
	for _, took := range second {
		all = append(all, sample{took, false})
	}
	slices.SortFunc(all, func(x, y sample) int { return int(x.took - y.took) })
	ranks := 0.0
	for i := 0; i < len(all); {
		j := i
		for j < len(all) && all[j].took == all[i].took {
			j++
		}
		for k := i; k < j; k++ {
			if all[k].first {
				ranks += float64(i+j+1) / 2
			}
		}
		i = j
	}
	n := float64(len(first))
	return (ranks - n*(n+1)/2) / (n * float64(len(second)))
}
