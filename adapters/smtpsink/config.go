package smtpsink

import (
	"log/slog"
	"time"
)

// Config says what a Sink is given by the composition root; every field may be left empty except Now.
type Config struct {
	Now    func() time.Time // the demo's clock, behind "received at" and the time on the page; required
	Logger *slog.Logger     // never sees an address or a byte of mail; nil means silence
	Limits Limits           // tighter bounds than the defaults

	// Machine is the clock of the machine, which nobody puts forward: it bounds each write of a live update to ten
	// seconds. Nil means that those writes have no bound.
	Machine func() time.Time

	// After is what a slow server and heartbeats wait on; nil means time.After.
	After func(time.Duration) <-chan time.Time

	// Hosts are further host names, without port, under which the inbox may be opened; localhost and loopback
	// addresses always work, and every other Host header is answered 421 so that DNS rebinding reads nothing.
	Hosts []string

	// What else the demo has, so that the inbox can lead there; what is empty is left out.

	FirstRequest string // the command the empty inbox suggests for getting a first mail, shown as it stands
	HomePath     string // of the demo's home page
	DocsPath     string // of the API documentation
	RequestPath  string // of the page that asks for a reset link, perhaps with an address in its fragment
	TravelPath   string // takes a POST of advance, 10m or 61m, and back, the inbox's path to return to
}
