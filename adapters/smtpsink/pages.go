package smtpsink

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"path"
	"time"
)

//go:embed assets
var assets embed.FS

// readPages parses the embedded templates.
func readPages() (*template.Template, error) {
	funcs := template.FuncMap{
		"stamp": func(t time.Time) string { return t.Format(time.RFC3339) },
		"clock": func(t time.Time) string { return t.Format("15:04") },
		"day":   func(t time.Time) string { return t.Format("2 Jan 2006, 15:04:05") + " UTC" },
	}
	return template.New("").Funcs(funcs).ParseFS(assets, "assets/*.gohtml")
}

// inboxView is all the page shows.
type inboxView struct {
	Mails        []*mail
	Open         *openMail // nil when there is none
	Picked       bool      // a mail was asked for, rather than shown because it is the newest
	SMTP         string    // where to send mail to; empty before Listen
	FirstRequest string
}

type openMail struct {
	*mail
	Content
}

// Author is the decoded From header, or the envelope's sender.
func (m *mail) Author() string {
	if m.author != "" {
		return m.author
	}
	return m.From
}

func (s *Sink) mountPages(mux *http.ServeMux) {
	mux.HandleFunc("GET /inbox", s.showInbox)
	mux.Handle("GET /inbox/{$}", http.RedirectHandler("/inbox", http.StatusSeeOther))
	mux.HandleFunc("GET /inbox/mail/{id}", s.showInbox)
	mux.HandleFunc("GET /inbox/mail/{id}/html", s.showHTML)
	mux.HandleFunc("POST /inbox/empty", s.emptyInbox)
	for _, name := range []string{"inbox.css", "inbox.js", "icon.svg"} {
		mux.HandleFunc("GET /inbox/assets/"+name, serveAsset(name))
	}
}

// showInbox shows the list and one mail: the one in the path, else the newest.
func (s *Sink) showInbox(w http.ResponseWriter, r *http.Request) {
	view := inboxView{Mails: s.inbox.newestFirst(), SMTP: s.address(), FirstRequest: s.first}
	status := http.StatusOK
	var open *mail
	if id := r.PathValue("id"); id != "" {
		view.Picked = true
		found := false
		if open, found = s.inbox.find(id); !found {
			status = http.StatusNotFound
		}
	} else if len(view.Mails) > 0 {
		open = view.Mails[0]
	}
	var page []byte
	var failed error
	gone := s.atDesk(r.Context(), func() {
		if open != nil {
			view.Open = &openMail{open, ParseMail(open.raw)}
		}
		page, failed = s.render(view)
	})
	switch {
	case gone != nil: // nobody waits any more
	case failed != nil:
		s.log.Error("inbox page cannot be rendered")
		http.Error(w, "The page cannot be shown.", http.StatusInternalServerError)
	default:
		sendHTML(w, status, page)
	}
}

// render makes the whole page, so that a half one is never sent.
func (s *Sink) render(view inboxView) ([]byte, error) {
	templates, err := s.pages()
	if err != nil {
		return nil, err
	}
	var page bytes.Buffer
	err = templates.ExecuteTemplate(&page, "inbox.gohtml", view)
	return page.Bytes(), err
}

// showHTML hands out an HTML part as its own document, sealed by its own policy.
func (s *Sink) showHTML(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Security-Policy", mailPolicy)
	m, found := s.inbox.find(r.PathValue("id"))
	if !found {
		http.NotFound(w, r)
		return
	}
	var markup string
	if err := s.atDesk(r.Context(), func() { markup = ParseMail(m.raw).HTML }); err != nil {
		return // nobody waits any more
	}
	if markup == "" {
		http.NotFound(w, r)
		return
	}
	sendHTML(w, http.StatusOK, []byte(markup))
}

func sendHTML(w http.ResponseWriter, status int, page []byte) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(page)
}

func (s *Sink) emptyInbox(w http.ResponseWriter, r *http.Request) {
	s.inbox.empty()
	http.Redirect(w, r, "/inbox", http.StatusSeeOther)
}

func (s *Sink) address() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.door == nil {
		return ""
	}
	return s.door.Addr().String()
}

func serveAsset(name string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		http.ServeFileFS(w, r, assets, path.Join("assets", name))
	}
}
