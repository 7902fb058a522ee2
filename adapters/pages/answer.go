package pages

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"time"
)

// policy lets a page load its own script and stylesheet, talk to its own
// server, and nothing else; nobody may frame it.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// answer is what a handler wants sent: a view with its data, JSON, an asset,
// or a location.
type answer struct {
	status     int
	retryAfter time.Duration // 0: no such header
	allow      string
	location   string

	view  string
	data  any
	json  any
	asset *asset
}

// send is the only place that writes to a client, so that no answer can miss
// a header.
func (p *Pages) send(w http.ResponseWriter, r *http.Request, a answer) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	if a.asset != nil {
		a.asset.send(w, r)
		return
	}
	if a.allow != "" {
		h.Set("Allow", a.allow)
	}
	if a.retryAfter > 0 {
		// Rounded up: who comes back on the second finds the window passed.
		h.Set("Retry-After", strconv.FormatInt(int64((a.retryAfter+time.Second-1)/time.Second), 10))
	}
	if a.location != "" {
		h.Set("Location", a.location)
		w.WriteHeader(a.status)
		return
	}
	body, kind, err := p.encode(a)
	if err != nil {
		p.log.ErrorContext(r.Context(), "page not rendered", "route", r.Pattern, "error", err)
		http.Error(w, english.Broken.Title+". "+english.Broken.Lines[0], http.StatusInternalServerError)
		return
	}
	h.Set("Content-Type", kind)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(a.status)
	_, _ = w.Write(body) // a visitor who left needs no answer
}

// encode makes the whole body before any of it is sent.
func (p *Pages) encode(a answer) (body []byte, kind string, err error) {
	if a.json != nil {
		body, err = json.Marshal(a.json)
		return body, "application/json", err
	}
	var page bytes.Buffer
	err = p.templates.ExecuteTemplate(&page, a.view, a.data)
	return page.Bytes(), "text/html; charset=utf-8", err
}
