// Package httpserver serves HTTP and HTTPS with every limit set, and ends
// politely.
package httpserver

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"
)

// Server is a bound address that does not answer yet, so that a taken port is
// known before anything else has begun.
type Server struct {
	listener net.Listener
	gate     *gate
	server   http.Server
	config   Config
}

// Listen binds addr, a host and port; port 0 picks a free one. It fails if the
// address is taken or the certificate cannot be used.
func Listen(addr string, config Config) (*Server, error) {
	config = config.withDefaults()
	secure, err := config.tls()
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	s := &Server{listener: listener, server: config.server(), config: config}
	s.gate = &gate{Listener: listener, config: config, held: map[*guest]bool{}, perNetwork: map[string]int{}}
	s.server.TLSConfig = secure
	s.server.ConnState = s.gate.note
	return s, nil
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
// requests under way finish for as long as the configuration allows, and
// returns. A panic of handler is logged without its value and answered with
// 500, or by a cut connection where the answer had begun.
func (s *Server) Run(ctx context.Context, handler http.Handler) error {
	s.server.Handler = drain(calm(handler, s.config.Log))
	served := make(chan error, 1)
	go func() { served <- s.serve() }()
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.config.Drain)
	defer cancel()
	defer time.AfterFunc(s.config.Drain/4, s.gate.dismiss).Stop()
	if err := s.server.Shutdown(last); err != nil {
		_ = s.server.Close() // whoever is not done by now is cut off
	}
	<-served
	return nil
}

func (s *Server) serve() error {
	if s.server.TLSConfig != nil {
		return s.server.ServeTLS(s.gate, "", "")
	}
	return s.server.Serve(s.gate)
}
