package httpserver

import (
	"log/slog"
	"net/http"
	"net/netip"
	"time"
)

// The limits of a server unless its configuration says otherwise.
const (
	maxHeaderBytes    = 16 << 10
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 10 * time.Second
	writeTimeout      = 30 * time.Second
	idleTimeout       = 60 * time.Second
	maxConnections    = 1024
	maxPerNetwork     = 64
	maxStreams        = 64 // of one HTTP/2 connection at once

	// drainTime is how long requests under way may take once the server ends.
	// An honest one waits two seconds for a processor at most.
	drainTime = 4 * time.Second
)

// Config says how a server answers. Zero values mean the defaults, which are
// those of a production server.
type Config struct {
	Log *slog.Logger

	// The two files may be replaced while the server runs: from the next
	// handshake on the new certificate is shown, if it can be used.
	CertFile string // certificate chain, PEM; "" with KeyFile "": plain HTTP
	KeyFile  string // its private key, PEM; not readable by everybody

	ReadHeader time.Duration // until a request's headers are there; 0: 5 s
	Read       time.Duration // until its body is there, too; 0: 10 s
	Write      time.Duration // until its answer is taken; 0: 30 s
	Idle       time.Duration // between two requests; 0: 60 s
	Drain      time.Duration // for requests under way once the server ends; 0: 4 s

	Connections int            // at once; 0: 1,024
	PerNetwork  int            // at once from an IPv4 address or an IPv6 /64 network; 0: 64
	Exempt      []netip.Prefix // networks PerNetwork does not count, such as those of reverse proxies
}

func (c Config) withDefaults() Config {
	for _, limit := range []struct {
		value *time.Duration
		usual time.Duration
	}{{&c.ReadHeader, readHeaderTimeout}, {&c.Read, readTimeout}, {&c.Write, writeTimeout}, {&c.Idle, idleTimeout}, {&c.Drain, drainTime}} {
		if *limit.value == 0 {
			*limit.value = limit.usual
		}
	}
	if c.Connections == 0 {
		c.Connections = maxConnections
	}
	if c.PerNetwork == 0 {
		c.PerNetwork = maxPerNetwork
	}
	return c
}

// server returns what net/http needs to know.
func (c Config) server() http.Server {
	return http.Server{
		// OPTIONS * too: net/http would answer it by itself, whatever the Host.
		DisableGeneralOptionsHandler: true,

		MaxHeaderBytes: maxHeaderBytes, ReadHeaderTimeout: c.ReadHeader,
		ReadTimeout: c.Read, WriteTimeout: c.Write, IdleTimeout: c.Idle,
		HTTP2: &http.HTTP2Config{
			MaxConcurrentStreams: maxStreams,
			WriteByteTimeout:     c.Write,
			SendPingTimeout:      c.Idle,
			PingTimeout:          c.ReadHeader,
		},
		// What net/http reports is about single connections, and may quote them.
		ErrorLog: slog.NewLogLogger(c.Log.Handler(), slog.LevelDebug),
	}
}
