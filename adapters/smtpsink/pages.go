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
		"stamp": func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
		"clock": func(t time.Time) string { return t.UTC().Format("15:04") },
		"day":   func(t time.Time) string { return t.UTC().Format("2 Jan 2006, 15:04:05") + " UTC" },
	}
	return template.New("").Funcs(funcs).ParseFS(assets, "assets/*.gohtml")
}

func (s *Sink) mountPages(mux *http.ServeMux) {
	mux.HandleFunc("GET /inbox", s.showInbox)
	mux.Handle("GET /inbox/{$}", http.RedirectHandler("/inbox", http.StatusSeeOther))
	mux.HandleFunc("GET /inbox/mail/{id}", s.showInbox)
	mux.HandleFunc("GET /inbox/mail/{id}/html", s.showHTML)
	mux.HandleFunc("POST /inbox/empty", s.emptyInbox)
	mux.HandleFunc("POST /inbox/fault", s.chooseFault)
	for _, name := range []string{"inbox.css", "demo.css", "list.css", "inbox.js", "keys.js", "icon.svg"} {
		mux.HandleFunc("GET /inbox/assets/"+name, serveAsset(name))
	}
}

// showInbox shows the list and one mail: the one in the path, else the newest of the list.
func (s *Sink) showInbox(w http.ResponseWriter, r *http.Request) {
	view := s.view(r)
	status := http.StatusOK
	var picked *mail
	if id := r.PathValue("id"); id != "" {
		view.Picked = true
		if picked, _ = s.inbox.find(id); picked == nil {
			status = http.StatusNotFound
		}
	}
	var page []byte
	var failed error
	gone := s.atDesk(r.Context(), func() {
		view.look(r.Context())
		view.open(picked, r.URL.Query())
		page, failed = s.render(view)
	})
	switch {
	case gone != nil: // nobody waits any more
	case failed != nil:
		s.log.Error("inbox page cannot be rendered", "error", failed)
		sendHTML(w, http.StatusInternalServerError, []byte(troublePage))
	default:
		sendHTML(w, status, page)
	}
}

// render makes the whole page, so that a half one is never sent.
func (s *Sink) render(view *inboxView) ([]byte, error) {
	templates, err := s.pages()
	if err != nil {
		return nil, err
	}
	var page bytes.Buffer
	err = templates.ExecuteTemplate(&page, "inbox.gohtml", view)
	return page.Bytes(), err
}

// linksInNewTabs stands in front of every HTML part: in the frame itself no page of this server may be shown.
const linksInNewTabs = `<!doctype html><base target="_blank">`

// showHTML hands out an HTML part as its own document, sealed by its own policy.
func (s *Sink) showHTML(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Security-Policy", mailPolicy)
	m, found := s.inbox.find(r.PathValue("id"))
	if !found {
		http.NotFound(w, r)
		return
	}
	var markup string
	if err := s.atDesk(r.Context(), func() { markup = ParseMail(m.raw).withPictures() }); err != nil {
		return // nobody waits any more
	}
	if markup == "" {
		http.NotFound(w, r)
		return
	}
	sendHTML(w, http.StatusOK, []byte(linksInNewTabs+markup))
}

func sendHTML(w http.ResponseWriter, status int, page []byte) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(page)
}

func (s *Sink) emptyInbox(w http.ResponseWriter, r *http.Request) {
	s.empty()
	http.Redirect(w, r, "/inbox", http.StatusSeeOther)
}

// chooseFault plays the fault of the form; going down hangs up on whoever is not in the middle of a mail.
func (s *Sink) chooseFault(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	chosen, known := describe(fault(r.PostFormValue("fault")))
	if !known {
		http.Error(w, "There is no such fault. Go back and choose one of the list.", http.StatusBadRequest)
		return
	}
	s.faults.play(chosen.Fault)
	s.mu.Lock()
	door := s.door
	s.mu.Unlock()
	if chosen.Fault == relayDown && door != nil {
		door.closeIdle()
	}
	s.feed.changed()
	http.Redirect(w, r, "/inbox", http.StatusSeeOther)
}

const maxForm = 4 << 10 // bytes

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
