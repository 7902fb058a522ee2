package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/alecthomas/kong"
)

type serveCmd struct {
	settings `embed:""`
	JSON     bool `name:"json" help:"Print one line of JSON when the server is ready, and nothing else."`
}

// Run checks the settings, serves, and says when everything is ready.
func (s *serveCmd) Run(ctx context.Context, selected *kong.Context, terminal *Terminal, commands Commands) error {
	s.gather(selected)
	options, err := s.check(commands.Checks, terminal.Stderr)
	if err != nil {
		return err
	}
	return commands.Serve(ctx, options, func(ready ServeReady) error {
		if s.JSON {
			return json.NewEncoder(terminal.Stdout).Encode(serveLine(ready))
		}
		return announceServe(terminal.Stdout, ready)
	})
}

// serveLine is what scripts read.
type serveLine struct {
	BaseURL string `json:"base_url"`
	Listen  string `json:"listen"`
	Metrics string `json:"metrics_listen,omitempty"`
}

func announceServe(stdout io.Writer, ready ServeReady) error {
	text := fmt.Sprintf("latchkey serves %s on %s", ready.BaseURL, ready.Listen)
	if ready.Metrics != "" {
		text += ", metrics on " + ready.Metrics
	}
	_, err := fmt.Fprintln(stdout, text)
	return err
}
