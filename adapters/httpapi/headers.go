package httpapi

import "net/http"

// Header values that never change, made once: nothing appends to them.
var (
	jsonOnly    = []string{"application/json"}
	nosniff     = []string{"nosniff"}
	emptyPolicy = []string{"default-src 'none'; frame-ancestors 'none'"}
	noReferrer  = []string{"no-referrer"}
	noStore     = []string{"no-store"}
	varyOrigin  = []string{"Origin"}
)

// secure sets the headers every answer of an API carries: it is no page, may
// not be framed, sniffed or stored, and sends nobody anywhere.
func secure(h http.Header) {
	h["X-Content-Type-Options"] = nosniff
	h["Content-Security-Policy"] = emptyPolicy
	h["Referrer-Policy"] = noReferrer
	h["Cache-Control"] = noStore
}

// The budget's headers, spelt as published. net/http would write
// X-Ratelimit-Limit; the difference matters to nobody but readers of raw
// answers, who are shown what the documentation says.
const (
	limitHeader     = "X-RateLimit-Limit"
	remainingHeader = "X-RateLimit-Remaining"
)
