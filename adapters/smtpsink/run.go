package smtpsink

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/emersion/go-smtp"
)

// grace is how long Run lets mails that are already on their way in arrive.
const grace = 5 * time.Second

// Listen binds the SMTP port, so that a taken one is known before anything starts; it refuses every address that is
// not loopback, and port 0 picks a free one.
func (s *Sink) Listen(addr string) (net.Addr, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("the mail sink cannot listen on %q: it needs an address like 127.0.0.1:1025", addr)
	}
	if !isLoopback(host) {
		return nil, fmt.Errorf("the mail sink cannot listen on %q: it is not a loopback address, and it takes mail from "+
			"this machine only; use 127.0.0.1, [::1] or localhost", addr)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.door != nil || s.closed {
		return nil, errors.New("the mail sink listens once")
	}
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("the mail sink cannot listen: %w", err)
	}
	if tcp, ok := ln.Addr().(*net.TCPAddr); !ok || !tcp.IP.IsLoopback() {
		return nil, errors.Join(fmt.Errorf("the mail sink cannot listen on %q: it does not lead to a loopback address", addr), ln.Close())
	}
	s.door = newDoor(ln, s.limits.Connections, s.faults)
	return ln.Addr(), nil
}

// Serve takes mail until Shutdown and then returns nil; it needs a successful Listen and may be called once.
func (s *Sink) Serve() error {
	s.mu.Lock()
	if s.door == nil || s.served != nil {
		s.mu.Unlock()
		return errors.New("the mail sink serves once, after it listens")
	}
	door, served := s.door, make(chan struct{})
	s.served = served
	s.mu.Unlock()

	defer close(served)
	err := s.srv.Serve(door)
	if door.isClosing() {
		return nil
	}
	return err
}

// Run serves until ctx ends, then gives mails on their way in five seconds to arrive, and returns nil.
func (s *Sink) Run(ctx context.Context) error {
	result := make(chan error, 1)
	go func() { result <- s.Serve() }()
	select {
	case err := <-result:
		return err
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	if err := s.Shutdown(last); err != nil {
		s.log.Warn("smtp sink closed with mails on their way in")
	}
	return <-result
}

// Shutdown stops taking connections, closes idle ones at once and the others after their mail or when ctx ends, and
// ends live updates; the inbox stays readable, and a second call does nothing.
func (s *Sink) Shutdown(ctx context.Context) error {
	s.feed.end()
	s.mu.Lock()
	door, served := s.door, s.served
	s.closed = true
	s.mu.Unlock()
	if door == nil {
		return nil
	}
	door.shut()
	if served != nil {
		<-served // the accept loop ends with its listener
	}
	err := s.srv.Shutdown(ctx)
	if errors.Is(err, smtp.ErrServerClosed) || errors.Is(err, net.ErrClosed) {
		err = nil
	}
	if err != nil {
		door.closeAll() // go-smtp's own Close is without effect after its Shutdown
	}
	return err
}

// isLoopback tells whether host, a name or an address without port, can only mean this machine.
func isLoopback(host string) bool {
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}
