package pages

import (
	"errors"
	"log/slog"
	"net/http"
	"time"

	"latchkey/domain"
)

// failure is why a request got no further: a status and the words for it.
type failure struct {
	status     int
	retryAfter time.Duration
	notice
}

var (
	notFound = failure{status: http.StatusNotFound, notice: notice{
		Icon: "off", Way: askAnew, text: func(w *words) text { return w.NotFound }}}
	wrongMethod = failure{status: http.StatusMethodNotAllowed, notice: notice{
		Icon: "off", Way: openAgain, text: func(w *words) text { return w.WrongMethod }}}
	crossSite = failure{status: http.StatusForbidden, notice: notice{
		Icon: "off", Way: openAgain, text: func(w *words) text { return w.CrossSite }}}
	wrongType = failure{status: http.StatusUnsupportedMediaType, notice: notice{
		Icon: "off", Way: openAgain, text: func(w *words) text { return w.Unreadable }}}
	unreadable = failure{status: http.StatusBadRequest, notice: notice{
		Icon: "off", Way: openAgain, text: func(w *words) text { return w.Unreadable }}}
	tooLarge = failure{status: http.StatusRequestEntityTooLarge, notice: notice{
		Icon: "off", Way: openAgain, text: func(w *words) text { return w.TooLarge }}}
	broken = failure{status: http.StatusInternalServerError, notice: notice{
		Icon: "clock", Way: openAgain, text: func(w *words) text { return w.Broken }}}

	// perhapsDone is for the one call whose failure can hide a success.
	perhapsDone = failure{status: http.StatusInternalServerError, notice: notice{
		Icon: "clock", Way: openAgain, text: func(w *words) text { return w.PerhapsDone }}}
)

func tooMany(wait time.Duration) *failure {
	return &failure{status: http.StatusTooManyRequests, retryAfter: wait, notice: notice{
		Icon: "clock", Way: openAgain, text: func(w *words) text { return w.TooOften }}}
}

// failed logs what a use case returned and finds the words for it. The log
// gets the error of the inside, which never contains what a visitor sent.
func (p *Pages) failed(v visit, err error) *failure {
	var problem *domain.Problem
	switch {
	case errors.Is(err, domain.NotFound):
		return &notFound
	case errors.Is(err, domain.Unavailable):
		level := slog.LevelWarn // it comes back by itself
		if v.Context().Err() != nil {
			level = slog.LevelDebug // the visitor has left, and nobody waits for this page
		}
		p.log.Log(v.Context(), level, "page failed", "route", v.Pattern, "error", err)
		wait := 5 * time.Second
		if errors.As(err, &problem) && problem.RetryAfter > 0 {
			wait = problem.RetryAfter
		}
		return &failure{status: http.StatusServiceUnavailable, retryAfter: wait, notice: notice{
			Icon: "clock", Way: openAgain, text: func(w *words) text { return w.Busy }}}
	}
	p.log.ErrorContext(v.Context(), "page failed", "route", v.Pattern, "error", err)
	return &broken
}

// page is the answer for a failure that leaves nothing but words. It is in the
// look of the only project, if there is one and the store is not at fault.
func (p *Pages) page(v visit, f failure) answer {
	var project domain.Project
	at := shop{}
	if f.status < http.StatusInternalServerError {
		if only, ok := p.only(v); ok {
			project, at = only, p.shopOf(only)
		}
	}
	n := p.alert(p.speech(v, project), f)
	n.Shop, n.AgainPath, n.RequestURL = at, v.again, n.URL("/forgot")
	a := p.message(f.status, n)
	a.retryAfter = f.retryAfter
	return a
}

// alert is a failure to be told above a form.
func (p *Pages) alert(s speech, f failure) noticeView {
	return noticeView{speech: s, notice: f.notice, Time: s.W.inWords(f.retryAfter)}
}
