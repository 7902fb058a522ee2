package httpserver

import (
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"os"
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

// CheckTLS returns why a server could not answer https with these files, and
// what to do.
func CheckTLS(certFile, keyFile string) error {
	_, err := loadCertificate(certFile, keyFile)
	return err
}

func loadCertificate(certFile, keyFile string) (tls.Certificate, error) {
	info, err := os.Stat(keyFile)
	if err != nil {
		return tls.Certificate{}, err
	}
	if mode := info.Mode(); mode.IsRegular() && mode.Perm()&0o007 != 0 {
		return tls.Certificate{}, fmt.Errorf("everybody can read %s (mode %04o); run chmod 600 on it", keyFile, mode.Perm())
	}
	certificate, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("%s and %s: %w", certFile, keyFile, err)
	}
	return certificate, nil
}

// tls returns the server's side of every handshake, nil for plain HTTP.
func (c Config) tls() (*tls.Config, error) {
	switch {
	case c.CertFile == "" && c.KeyFile == "":
		return nil, nil
	case c.CertFile == "" || c.KeyFile == "":
		return nil, errors.New("https needs a certificate and its key; one of the files is missing")
	}
	certificate, err := loadCertificate(c.CertFile, c.KeyFile)
	if err != nil {
		return nil, err
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{certificate}}, nil
}
