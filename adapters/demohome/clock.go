package demohome

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

const maxForm = 4 << 10 // bytes

// putForward puts the demo's clock forward and leads back to where the button was.
func (h *Home) putForward(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	by, known := map[string]time.Duration{"10m": 10 * time.Minute, "61m": 61 * time.Minute}[r.PostFormValue("advance")]
	if !known {
		http.Error(w, "The clock goes forward by 10m or by 61m. Go back and choose one of the two.", http.StatusBadRequest)
		return
	}
	if err := h.clock.Advance(by); err != nil {
		http.Error(w, "The demo's clock is a year ahead, and goes no further. Start the demo again to go on.", http.StatusConflict)
		return
	}
	h.log.Info("demo clock put forward", "by", by, "ahead", h.clock.Ahead())
	http.Redirect(w, r, wayBack(r.PostFormValue("back")), http.StatusSeeOther)
}

// wayBack leads to the inbox or one of its mails, or home: never to where a stranger's form would lead.
func wayBack(asked string) string {
	if asked == "/inbox" {
		return asked
	}
	id, found := strings.CutPrefix(asked, "/inbox/mail/")
	if n, err := strconv.ParseUint(id, 10, 64); found && err == nil {
		return "/inbox/mail/" + strconv.FormatUint(n, 10)
	}
	return "/"
}
