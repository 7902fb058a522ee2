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

// Config says what a Sink is given by the composition root; every field may be left empty except Now.
type Config struct {
	Now    func() time.Time // the clock behind "received at"; required
	Logger *slog.Logger     // never sees an address or a byte of mail; nil means silence
	Limits Limits           // tighter bounds than the defaults

	// Hosts are further host names, without port, under which the inbox may be opened; localhost and loopback
	// addresses always work, and every other Host header is answered 421 so that DNS rebinding reads nothing.
	Hosts []string

	// FirstRequest is the command the empty inbox suggests for getting a first mail, shown as it stands.
	FirstRequest string
}

// Sink takes mail over SMTP on a loopback address and shows it under /inbox; it is safe for concurrent use.
type Sink struct {
	now    func() time.Time
	log    *slog.Logger
	limits Limits
	hosts  map[string]bool
	first  string

	inbox *ring
	pages func() (*template.Template, error) // parsed once, when first asked for
	csrf  *http.CrossOriginProtection
	desks chan struct{} // one place per mail that is being read or rendered

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
		now:    cfg.Now,
		log:    cfg.Logger,
		limits: cfg.Limits.orDefaults(),
		hosts:  hostSet(cfg.Hosts),
		first:  cfg.FirstRequest,
		pages:  sync.OnceValues(readPages),
		csrf:   http.NewCrossOriginProtection(),
		desks:  make(chan struct{}, maxDesks),
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.inbox = newRing(s.limits.Mails, s.limits.Bytes)
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
