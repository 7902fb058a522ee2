// Package surroundings looks at what the program runs on: the disk, the
// database file as a whole, and its own address as others see it.
package surroundings

import (
	"context"
	"net/http"
	"path/filepath"
	"time"

	"latchkey/ports"
)

// Config says what to look at.
type Config struct {
	Database string                                   // path of the file
	Findings func(context.Context) ([]string, error)  // what is wrong inside it
	Newest   func(context.Context) (time.Time, error) // when its newest reset request was made
	Client   *http.Client                             // nil is one that waits for 10 s
}

// Surroundings implements ports.Surroundings.
type Surroundings struct {
	config Config
	client http.Client
}

var _ ports.Surroundings = (*Surroundings)(nil)

// fetchWithin is how long an address may take to answer.
const fetchWithin = 10 * time.Second

// New returns Surroundings that look at what config names.
func New(config Config) *Surroundings {
	s := &Surroundings{config: config, client: http.Client{Timeout: fetchWithin}}
	if config.Client != nil {
		s.client = *config.Client
	}
	s.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return s
}

// FreeBytes implements ports.Surroundings.
func (s *Surroundings) FreeBytes(context.Context) (uint64, error) {
	return freeBytes(filepath.Dir(s.config.Database))
}

// Verify implements ports.Surroundings.
func (s *Surroundings) Verify(ctx context.Context) ([]string, error) { return s.config.Findings(ctx) }

// NewestRow implements ports.Surroundings.
func (s *Surroundings) NewestRow(ctx context.Context) (time.Time, error) { return s.config.Newest(ctx) }

// Fetch implements ports.Surroundings.
func (s *Surroundings) Fetch(ctx context.Context, url string) (int, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, err
	}
	answer, err := s.client.Do(request)
	if err != nil {
		return 0, err
	}
	return answer.StatusCode, answer.Body.Close()
}
