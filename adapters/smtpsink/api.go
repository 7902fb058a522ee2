package smtpsink

import (
	"encoding/json"
	"net/http"
)

// listAnswer is the body of GET /inbox/api/messages.
type listAnswer struct {
	Messages []Summary `json:"messages"`
}

// mailAnswer is the body of GET /inbox/api/messages/{id}.
type mailAnswer struct {
	Summary
	Text    string            `json:"text"`
	HTML    string            `json:"html"`
	Headers map[string]string `json:"headers"`
}

type errorAnswer struct {
	Error string `json:"error"`
}

// mountAPI adds the routes for scripts; each path without a method behind the others catches the wrong methods.
func (s *Sink) mountAPI(mux *http.ServeMux) {
	mux.HandleFunc("GET /inbox/api/messages", s.listMails)
	mux.HandleFunc("DELETE /inbox/api/messages", s.deleteMails)
	mux.HandleFunc("/inbox/api/messages", wrongMethod("DELETE, GET, HEAD"))
	mux.HandleFunc("GET /inbox/api/messages/{id}", s.showMail)
	mux.HandleFunc("/inbox/api/messages/{id}", wrongMethod("GET, HEAD"))
	mux.HandleFunc("GET /inbox/api/events", s.streamEvents)
	mux.HandleFunc("/inbox/api/events", wrongMethod("GET, HEAD"))
	mux.HandleFunc("/inbox/api/", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusNotFound, errorAnswer{"There is nothing under this path."})
	})
}

func (s *Sink) listMails(w http.ResponseWriter, _ *http.Request) {
	mails := s.inbox.newestFirst()
	answer := listAnswer{Messages: make([]Summary, 0, len(mails))}
	for _, m := range mails {
		answer.Messages = append(answer.Messages, m.Summary)
	}
	writeJSON(w, http.StatusOK, answer)
}

func (s *Sink) showMail(w http.ResponseWriter, r *http.Request) {
	m, found := s.inbox.find(r.PathValue("id"))
	if !found {
		writeJSON(w, http.StatusNotFound, errorAnswer{"There is no mail with this id."})
		return
	}
	var body []byte
	err := s.atDesk(r.Context(), func() {
		c := ParseMail(m.raw)
		body = toJSON(mailAnswer{Summary: m.Summary, Text: c.Text, HTML: c.HTML, Headers: joinHeaders(c.Headers)})
	})
	if err != nil {
		return // nobody waits any more
	}
	sendJSON(w, http.StatusOK, body)
}

func (s *Sink) deleteMails(w http.ResponseWriter, _ *http.Request) {
	s.empty()
	w.WriteHeader(http.StatusNoContent)
}

func (s *Sink) empty() {
	s.inbox.empty()
	s.feed.changed()
}

// joinHeaders makes an object of the fields; repeats meet under the first spelling of their name, one per line.
func joinHeaders(fields []Header) map[string]string {
	joined := make(map[string]string, len(fields))
	spelled := make(map[string]string, len(fields))
	for _, f := range fields {
		key := lowerASCII(f.Name)
		name, seen := spelled[key]
		if !seen {
			spelled[key] = f.Name
			joined[f.Name] = f.Value
			continue
		}
		joined[name] += "\n" + f.Value
	}
	return joined
}

func wrongMethod(allow string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Allow", allow)
		writeJSON(w, http.StatusMethodNotAllowed, errorAnswer{"This path does not take this method."})
	}
}

func writeJSON(w http.ResponseWriter, status int, answer any) {
	sendJSON(w, status, toJSON(answer))
}

func sendJSON(w http.ResponseWriter, status int, body []byte) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client may be gone; there is nobody else to tell
}

// toJSON escapes <, > and & as encoding/json does by default, so the answer is harmless wherever it ends up. It cannot
// fail: the answers of this file are structs of strings.
func toJSON(answer any) []byte {
	body, _ := json.Marshal(answer)
	return append(body, '\n')
}
