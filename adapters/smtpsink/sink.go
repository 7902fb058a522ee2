// Package smtpsink is the mail server and the inbox of an offline demo: it takes mail from this machine over SMTP,
// keeps the newest in memory, shows it in a web page and relays nothing anywhere.
package smtpsink

import (
	"html/template"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/emersion/go-smtp"
)

// Sink takes mail over SMTP on a loopback address and shows it under /inbox; it is safe for concurrent use.
type Sink struct {
	now     func() time.Time
	machine func() time.Time
	after   func(time.Duration) <-chan time.Time
	log     *slog.Logger
	limits  Limits
	hosts   map[string]bool
	around  Config // what the page says about the rest of the demo

	inbox  *ring
	feed   *feed
	faults *faults
	pages  func() (*template.Template, error) // parsed once, when first asked for
	csrf   *http.CrossOriginProtection
	desks  chan struct{} // one place per mail that is being read or rendered

	arriving atomic.Int64 // bytes of all mails on their way in

	srv    *smtp.Server
	mu     sync.Mutex // guards the three below
	door   *door
	served chan struct{}
	closed bool
}

// New returns a Sink with an empty inbox that does not listen yet.
func New(cfg Config) *Sink {
	s := &Sink{
		now:     cfg.Now,
		machine: cfg.Machine,
		after:   cfg.After,
		log:     cfg.Logger,
		limits:  cfg.Limits.orDefaults(),
		hosts:   hostSet(cfg.Hosts),
		around:  cfg,
		pages:   sync.OnceValues(readPages),
		csrf:    http.NewCrossOriginProtection(),
		desks:   make(chan struct{}, maxDesks),
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.after == nil {
		s.after = time.After
	}
	s.inbox = newRing(s.limits.Mails, s.limits.Bytes)
	s.feed = newFeed(s.limits.Listeners)
	s.faults = &faults{now: s.now, after: s.after, delay: min(slowness, s.limits.WriteTimeout/2), told: s.feed.changed}
	s.faults.play(noFault)
	s.srv = newServer(s)
	return s
}

// newServer sets every limit go-smtp leaves open; AUTH and STARTTLS are not offered.
func newServer(s *Sink) *smtp.Server {
	srv := smtp.NewServer(smtp.BackendFunc(s.newSession))
	srv.Domain = "localhost"
	srv.MaxMessageBytes = s.limits.MailBytes
	srv.MaxRecipients = s.limits.Recipients
	srv.MaxLineLength = s.limits.LineBytes
	srv.ReadTimeout = s.limits.ReadTimeout
	srv.WriteTimeout = s.limits.WriteTimeout
	srv.AllowInsecureAuth = false
	srv.ErrorLog = libraryLog{s.log}
	return srv
}

// libraryLog passes on which event go-smtp reports, and drops its values: they may quote a mail.
type libraryLog struct{ log *slog.Logger }

func (l libraryLog) Printf(format string, _ ...any) { l.log.Warn("smtp server", "event", format) }

func (l libraryLog) Println(_ ...any) { l.log.Warn("smtp server", "event", "unexpected error") }
