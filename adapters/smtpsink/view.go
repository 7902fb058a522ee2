package smtpsink

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// inboxView is all the page shows.
type inboxView struct {
	Mails    []*mail // those the list shows, newest first
	Total    int     // how many there are, whatever is looked for
	Query    string  // what is looked for; "" for nothing
	Open     *openMail
	Picked   bool // a mail was asked for, rather than shown because it is the newest
	Path     string
	Now      time.Time
	Revision string
	SMTP     string // where to send mail to; empty before Listen
	Fault    describedFault
	Met      int // how often the fault was met
	Faults   []describedFault
	Around   Config
	search   search
}

// view collects all but the opened mail. The revision comes first: what changes later makes the page look again.
func (s *Sink) view(r *http.Request) *inboxView {
	v := &inboxView{Revision: s.feed.revision(), Path: r.URL.Path, Around: s.around, SMTP: s.address(), Faults: describedFaults()}
	playing, met := s.faults.state()
	v.Fault, _ = describe(playing)
	v.Met = met
	v.Now = s.now().UTC()
	v.Mails = s.inbox.newestFirst()
	v.Total = len(v.Mails)
	v.search = newSearch(r.URL.Query().Get("q"))
	v.Query = v.search.text
	return v
}

// look leaves only the mails that are looked for.
func (v *inboxView) look(ctx context.Context) {
	if v.Query == "" {
		return
	}
	v.Mails = slices.DeleteFunc(v.Mails, func(m *mail) bool { return ctx.Err() != nil || !v.search.finds(m) })
}

// IsFaulty tells whether a fault is played.
func (v *inboxView) IsFaulty() bool { return v.Fault.Fault != noFault }

// IsOpen tells whether m is the mail that is shown.
func (v *inboxView) IsOpen(m *mail) bool { return v.Open != nil && v.Open.ID == m.ID }

// MailPath leads to a mail in the list as it is looked at now.
func (v *inboxView) MailPath(m *mail) string { return v.path(m, "", "") }

func (v *inboxView) path(m *mail, face, width string) string {
	values := url.Values{}
	for name, value := range map[string]string{"q": v.Query, "view": face, "width": width} {
		if value != "" {
			values.Set(name, value)
		}
	}
	path := "/inbox/mail/" + m.ID
	if len(values) > 0 {
		path += "?" + values.Encode()
	}
	return path
}

// ListPath leads back to the list.
func (v *inboxView) ListPath() string {
	if v.Query == "" {
		return "/inbox"
	}
	return "/inbox?" + url.Values{"q": {v.Query}}.Encode()
}
