// Package httpserver serves HTTP with every limit set, and ends politely.
package httpserver

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// The limits of one connection. A slower or larger client is cut off.
const (
	maxHeaderBytes    = 16 << 10
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 10 * time.Second
	writeTimeout      = 30 * time.Second
	idleTimeout       = 60 * time.Second

	// drainTime is how long requests under way may take once the server ends.
	drainTime = 10 * time.Second
)

// Server is a bound address that does not answer yet, so that a taken port is
// known before anything else has begun.
type Server struct {
	listener net.Listener
	server   http.Server
}

// Listen binds addr, a host and port; port 0 picks a free one.
func Listen(addr string, log *slog.Logger) (*Server, error) {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	return &Server{listener: listener, server: http.Server{
		MaxHeaderBytes: maxHeaderBytes, ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout: readTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout,
		// What net/http reports is about single connections, and may quote them.
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}}, nil
}

// Addr returns the bound address as host:port.
func (s *Server) Addr() string { return s.listener.Addr().String() }

// Close gives the address back if Run was never called.
func (s *Server) Close() error {
	if err := s.listener.Close(); !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

// Run serves handler until ctx ends. Then it takes no more connections, lets
// requests under way finish for up to ten seconds, and returns.
func (s *Server) Run(ctx context.Context, handler http.Handler) error {
	s.server.Handler = handler
	served := make(chan error, 1)
	go func() { served <- s.server.Serve(s.listener) }()
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
	defer cancel()
	if err := s.server.Shutdown(last); err != nil {
		_ = s.server.Close() // whoever is not done by now is cut off
	}
	<-served
	return nil
}
