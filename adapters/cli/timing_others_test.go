package cli_test

import (
	"bufio"
	"fmt"
	"math"
	"math/rand/v2"
	"net"
	"slices"
	"testing"
	"time"
)

// burst is how many requests an eavesdropper makes before he listens, and
// listening how long he does: the worker has had its turn by then.
const (
	burst     = 200
	listening = time.Second
)

// BenchmarkTimingOfOthers asks what the latency of other calls tells after 200
// requests for customers, or for one customer, and as many for strangers: the
// mails that they lead to take processor time. It reports the area under the
// curve of the best classifier that looks at the median after one burst (see
// BenchmarkTiming); single times would tell of the machine's other work, which
// is not the same after each burst. Each iteration takes two minutes and adds 20
// bursts of each kind to what is looked at.
func BenchmarkTimingOfOthers(b *testing.B) {
	for _, c := range []struct {
		name          string
		known, nobody func(block, n int) string
	}{
		{"one", func(block, _ int) string { return knownEmail(block) }, func(block, _ int) string { return unknownEmail(block) }},
		{"many", func(block, n int) string { return knownEmail(block*burst + n) }, func(block, n int) string { return unknownEmail(block*burst + n) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			const blocks = 20
			var known, unknown, planted probes
			for b.Loop() {
				demo := newDemo(b, "--webshop-limit", hugeLimit, "--db", demoWithCustomers(b))
				e := &eavesdropper{b: b, demo: demo, ask: newAsker(b, demo.host(), overWebshop(demo))}
				order := rand.New(rand.NewPCG(19, 2)) // the same in every run
				for block := range blocks {
					for _, kind := range order.Perm(3) {
						switch kind {
						case 0:
							e.listen(&known, func(n int) string { return c.known(block, n) }, 0)
						case 1:
							e.listen(&unknown, func(n int) string { return c.nobody(block, n) }, 0)
						default:
							e.listen(&planted, func(n int) string { return c.nobody(blocks+block, n) }, 25*time.Microsecond)
						}
					}
				}
			}
			b.ReportMetric(0, "ns/op")
			reportMedians(b, "health", known.health, unknown.health)
			reportMedians(b, "request", known.request, unknown.request)
			if found := auc(planted.health, unknown.health); found < 0.5+byChance(len(unknown.health)) {
				b.Errorf("a planted delay of 25 µs gives only %.3f: this machine is too noisy to say anything", found)
			}
		})
	}
}

// byChance is three standard deviations of the area for two times n medians
// between which there is no difference.
func byChance(n int) float64 { return 3 * math.Sqrt(float64(2*n+1)/float64(12*n*n)) }

// reportMedians fails for what an eavesdropper could make use of.
func reportMedians(b *testing.B, what string, known, unknown []time.Duration) {
	b.Helper()
	found := auc(known, unknown)
	b.ReportMetric(found, "AUC-"+what)
	if chance := byChance(len(known)); found < 0.5-chance || found > 0.5+chance {
		b.Errorf("%s: the time tells who is a customer: AUC %.3f, want 0.5 give or take %.2f", what, found, chance)
	}
}

// probes are the medians, after each burst, of calls that have nothing to do
// with the requests.
type probes struct{ health, request []time.Duration }

type eavesdropper struct {
	b    *testing.B
	demo *running
	ask  func(string, time.Duration) time.Duration
}

// listen makes a burst of requests and then probes for a while.
func (e *eavesdropper) listen(into *probes, email func(n int) string, delay time.Duration) {
	e.b.Helper()
	for n := range burst {
		e.ask(email(n), 0)
	}
	conn, err := net.Dial("tcp", e.demo.host())
	if err != nil {
		e.b.Fatal(err)
	}
	defer conn.Close()
	answer := bufio.NewReader(conn)
	health := fmt.Sprintf("GET /healthz HTTP/1.1\r\nHost: %s\r\n\r\n", e.demo.host())
	var seen probes
	for began := time.Now(); time.Since(began) < listening; {
		seen.health = append(seen.health, e.probe(conn, answer, health, delay))
		seen.request = append(seen.request, e.ask("probe@example.com", delay))
	}
	into.health = append(into.health, median(seen.health))
	into.request = append(into.request, median(seen.request))
}

// probe returns how long one answer took. A delay is spent inside of what is timed.
func (e *eavesdropper) probe(conn net.Conn, answer *bufio.Reader, call string, delay time.Duration) time.Duration {
	e.b.Helper()
	sent := time.Now()
	for time.Since(sent) < delay { // a pause this short cannot be slept
	}
	if _, err := conn.Write([]byte(call)); err != nil {
		e.b.Fatal(err)
	}
	if err := readOK(answer); err != nil {
		e.b.Fatal(err)
	}
	return time.Since(sent)
}

func median(times []time.Duration) time.Duration {
	slices.Sort(times)
	return times[len(times)/2]
}
