// Package metrics counts what an operator watches, for Prometheus. Nothing in
// it moves, when somebody asks for a link or later, by whether he is a customer:
// a number that did would tell whoever may look at it what every answer keeps
// from telling. So there are no numbers of mails, of memory, of its collection,
// of threads, of goroutines or of processor time: latchkey outbox and latchkey
// request tell the operator, and profiles are there for those who ask for them.
// That the relay takes no mails is told, which only mails can find out: an
// operator who is not woken up by it would help nobody.
package metrics

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"latchkey/domain"
)

// Sources are where the numbers come from that others count.
type Sources struct {
	Version      string
	PathPrefix   string               // of every path; "" for none
	RelayTrouble func() bool          // whether the relay is held to take no mails
	Purged       func() domain.Purged // rows removed by age since the start
	Ready        func() bool

	LogLinesDropped func() uint64 // since the start
}

// Metrics counts requests and shows all numbers.
type Metrics struct {
	registry *prometheus.Registry
	prefix   string
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
}

// New returns counters that stand at zero.
func New(from Sources) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(), prefix: from.PathPrefix,
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "latchkey_http_requests_total", Help: "Requests answered, by surface and status.",
		}, []string{"surface", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "latchkey_http_request_duration_seconds", Help: "Time to answer, by surface.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5},
		}, []string{"surface"}),
	}
	m.registry.MustRegister(m.requests, m.seconds)
	m.gauge("latchkey_build_info", "Always 1; the label tells the version.", prometheus.Labels{"version": from.Version}, func() float64 { return 1 })
	m.gauge("latchkey_ready", "1 if requests should come here.", nil, whether(from.Ready))
	m.gauge("latchkey_relay_trouble", "1 while the relay takes no mails; they are kept.", nil, whether(from.RelayTrouble))
	// Not of requests: those of strangers are kept for a day and those of
	// customers longer, so the number would tell on the next day who is one.
	m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{
		Name: "latchkey_purged_rows_total", Help: "Rows removed because their time was over.", ConstLabels: prometheus.Labels{"kind": "audit_events"},
	}, func() float64 { return float64(from.Purged().AuditEvents) }))
	m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{
		Name: "latchkey_log_lines_dropped_total", Help: "Lines of the log that could not be written.",
	}, func() float64 { return float64(from.LogLinesDropped()) }))
	return m
}

func (m *Metrics) gauge(name, help string, labels prometheus.Labels, value func() float64) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help, ConstLabels: labels}, value))
}

func whether(is func() bool) func() float64 {
	return func() float64 {
		if is() {
			return 1
		}
		return 0
	}
}

// Handler shows the numbers in the format Prometheus reads.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// surfaces name what a path belongs to, by its beginning. They are few and
// fixed: no caller can make up more.
var surfaces = []struct{ prefix, name string }{
	{"/api/services/webshop/", "webshop"},
	{"/external/api/", "payway"},
	{"/api/authorization/", "payway"},
	{"/reset", "pages"},
	{"/forgot", "pages"},
	{"/docs", "docs"},
	{"/healthz", "health"},
	{"/readyz", "health"},
}

func surfaceOf(path string) string {
	for _, s := range surfaces {
		if strings.HasPrefix(path, s.prefix) {
			return s.name
		}
	}
	return "other"
}

// Count returns next with every request counted, one over which it panics as
// answered with 500. now is the clock that answers are timed by.
func (m *Metrics) Count(next http.Handler, now func() time.Time) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began, surface := now(), surfaceOf(strings.TrimPrefix(r.URL.Path, m.prefix))
		out, status := &recorder{ResponseWriter: w, status: http.StatusOK}, http.StatusInternalServerError
		defer func() {
			m.requests.WithLabelValues(surface, strconv.Itoa(status)).Inc()
			m.seconds.WithLabelValues(surface).Observe(now().Sub(began).Seconds())
		}()
		next.ServeHTTP(out, r)
		status = out.status
	})
}

// recorder remembers the status that was sent.
type recorder struct {
	http.ResponseWriter
	status int
}

// WriteHeader notes the status and passes it on.
func (r *recorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
