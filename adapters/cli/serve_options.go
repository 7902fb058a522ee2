package cli

import (
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"time"
)

// ServeOptions are the settings of a server, checked.
type ServeOptions struct {
	DB string // the database's file

	BaseURL    string   // scheme, host and path prefix, without a slash at the end
	PathPrefix string   // of every path, such as /reset-service; "" for none
	Hosts      []string // to answer for, "host" or "host:port" in lower case, the base URL's first

	Listen         string         // host:port; port 0 picks a free one
	TLS            TLSOptions     // zero: plain HTTP
	TrustedProxies []netip.Prefix // believed about who calls

	Relay         RelayOptions
	DKIM          DKIMOptions // zero: mails are not signed here
	MailTemplates string      // folder; "": the built-in ones
	MailBudget    int         // link mails a day that the relay takes; 0: no limit

	WebshopLimit int // calls a minute for each caller, at least 1
	ClientLimit  int // calls a minute for each API client, at least 1
	PageLimit    int // forms a minute for each address, at least 1

	KeepRequests time.Duration // whole days of 24 hours
	KeepAudit    time.Duration // whole days of 24 hours

	Docs          bool
	MetricsListen string // loopback address and port; "": nowhere
	Pprof         bool   // on MetricsListen; never without one

	LogLevel  slog.Level
	LogFormat string // "json" or "text"
	Log       io.Writer

	// Warnings are settings that work and are seldom meant, a line each, for
	// the log.
	Warnings []string
}

// TLSOptions name the PEM files to answer https with; both or none.
type TLSOptions struct {
	CertFile string
	KeyFile  string
}

// RelayOptions say who takes the mails.
type RelayOptions struct {
	URL      string // without a password
	Password Hidden
	HELO     string
	CA       []byte // PEM; empty: the system's
}

// DKIMOptions say how mails are signed; all or none of them are given.
type DKIMOptions struct {
	Domain   string
	Selector string
	Key      Hidden // PEM
}

// Hidden is a secret from the operator. It prints as a placeholder;
// [Hidden.Reveal] is the deliberate way out.
type Hidden struct{ text *string }

// Hide takes a secret; an empty one is none.
func Hide(text string) Hidden {
	if text == "" {
		return Hidden{}
	}
	return Hidden{&text}
}

// Reveal returns the secret itself, "" if there is none.
func (h Hidden) Reveal() string {
	if h.text == nil {
		return ""
	}
	return *h.text
}

// Format writes a placeholder whatever the verb.
func (Hidden) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, masked) }

// MarshalText returns a placeholder.
func (Hidden) MarshalText() ([]byte, error) { return []byte(masked), nil }

// ServeReady is what a person needs to know once the server runs.
type ServeReady struct {
	BaseURL string
	Listen  string // the bound address, host:port
	Metrics string // the bound address of the metrics; "" for none
}
