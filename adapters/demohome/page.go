package demohome

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"time"
)

//go:embed html assets
var files embed.FS

func readPage() (*template.Template, error) {
	funcs := template.FuncMap{
		"stamp": func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
		"day":   func(t time.Time) string { return t.UTC().Format("2 Jan 2006, 15:04:05") + " UTC" },
	}
	return template.New("home.gohtml").Funcs(funcs).ParseFS(files, "html/home.gohtml")
}

// view is all the page shows.
type view struct {
	Config
	Now       time.Time
	Ahead     string // how far the clock is ahead, as "71 minutes"; "" if it is not
	ClockPath string
}

// Forgetful is the customer that the page asks a reset link for.
func (v view) Forgetful() string {
	if len(v.Accounts) == 0 {
		return ""
	}
	return v.Accounts[0].Email
}

func (h *Home) showHome(w http.ResponseWriter, _ *http.Request) {
	v := view{Config: h.config, Now: h.clock.Now(), ClockPath: ClockPath}
	if ahead := h.clock.Ahead(); ahead > 0 {
		v.Ahead = fmt.Sprintf("%d minutes", ahead/time.Minute)
	}
	body, err := h.render(v)
	if err != nil {
		h.log.Error("demo home page cannot be rendered", "error", err)
		send(w, http.StatusInternalServerError, []byte(troublePage))
		return
	}
	send(w, http.StatusOK, body)
}

func (h *Home) render(v view) ([]byte, error) {
	page, err := h.page()
	if err != nil {
		return nil, err
	}
	var body bytes.Buffer
	err = page.Execute(&body, v)
	return body.Bytes(), err
}

func send(w http.ResponseWriter, status int, page []byte) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(page) // a visitor who left needs no answer
}

func serveAsset(name string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { http.ServeFileFS(w, r, files, "assets/"+name) }
}
