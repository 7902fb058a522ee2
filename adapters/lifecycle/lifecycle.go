// Package lifecycle starts the parts of a program and takes them down in
// reverse, so that no part outlives what it stands on.
package lifecycle

import (
	"context"
	"errors"
	"fmt"
)

// Stack is what has been started so far. The zero Stack is empty. It belongs
// to one goroutine.
type Stack struct {
	parts  []part
	failed chan error
}

type part struct {
	name string
	end  func() error
}

// Add puts something on the stack that only has to be ended.
func (s *Stack) Add(name string, end func() error) {
	s.parts = append(s.parts, part{name, end})
}

// Start runs something on its own until the stack comes down to it. It is told
// so by its context and waited for.
func (s *Stack) Start(name string, run func(context.Context) error) {
	if s.failed == nil {
		s.failed = make(chan error, 1)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		err := run(ctx)
		done <- err
		if ctx.Err() == nil { // it ended by itself, which nothing here should
			select {
			case s.failed <- fmt.Errorf("%s ended: %w", name, errors.Join(err, errEarly)):
			default: // one reason to stop is enough
			}
		}
	}()
	s.Add(name, func() error {
		cancel()
		return <-done
	})
}

var errEarly = errors.New("too early")

// Wait returns nil when ctx ends, or why a started part ended before.
func (s *Stack) Wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case err := <-s.failed:
		return err
	}
}

// End takes the stack down, the last part first, and returns what went wrong.
func (s *Stack) End() error {
	var errs []error
	for ; len(s.parts) > 0; s.parts = s.parts[:len(s.parts)-1] {
		last := s.parts[len(s.parts)-1]
		if err := last.end(); err != nil {
			errs = append(errs, fmt.Errorf("end %s: %w", last.name, err))
		}
	}
	return errors.Join(errs...)
}
