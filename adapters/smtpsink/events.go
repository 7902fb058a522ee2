package smtpsink

import (
	"net/http"
	"time"
)

const (
	heartbeat    = 15 * time.Second // between signs of life, so that a dead listener is noticed
	patientWrite = 10 * time.Second // for one event to leave
)

// eventAnswer is the data of every event at GET /inbox/api/events.
type eventAnswer struct {
	Revision string    `json:"revision"` // another one than the page's: look again
	Now      time.Time `json:"now"`      // the demo's time
}

// EndEvents ends all live updates and begins no others, so that a web server that waits for its requests can end;
// pages go on without. It returns nil, and may be called more than once.
func (s *Sink) EndEvents() error {
	s.feed.end()
	return nil
}

// streamEvents tells a page when to look again, by server-sent events: one at the start, one for each change, and one
// with every heartbeat.
func (s *Sink) streamEvents(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Accel-Buffering", "no")
	if r.Method == http.MethodHead {
		h.Set("Content-Type", "text/event-stream")
		return
	}
	listener, ok := s.feed.join()
	if !ok {
		h.Set("Retry-After", "10")
		writeJSON(w, http.StatusServiceUnavailable, errorAnswer{"There are enough listeners. Ask again later."})
		return
	}
	defer s.feed.leave(listener)
	h.Set("Content-Type", "text/event-stream")
	control := http.NewResponseController(w)
	for s.sendEvent(w, control) {
		select {
		case _, more := <-listener:
			if !more {
				return
			}
		case <-s.after(heartbeat):
		case <-r.Context().Done():
			return
		}
	}
}

// sendEvent writes one event within a deadline of its own, which takes the place of the server's for whole answers,
// and returns whether the listener is still there.
func (s *Sink) sendEvent(w http.ResponseWriter, control *http.ResponseController) bool {
	var deadline time.Time // none
	if s.machine != nil {
		deadline = s.machine().Add(patientWrite)
	}
	_ = control.SetWriteDeadline(deadline)
	event := append([]byte("event: inbox\ndata: "), toJSON(eventAnswer{s.feed.revision(), s.now().UTC().Truncate(time.Second)})...)
	if _, err := w.Write(append(event, '\n')); err != nil {
		return false
	}
	return control.Flush() == nil
}
