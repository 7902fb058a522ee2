package composition_test

import (
	"errors"
	"testing"
	"time"

	"latchkey/adapters/cli"
	"latchkey/domain"
)

var errServes = errors.New("it serves")

// TestServeJudgesRetention: whatever the command line lets through, no server
// runs that would forget what its limits are counted from.
func TestServeJudgesRetention(t *testing.T) {
	options := serveOptions(t)
	options.KeepRequests = time.Hour
	err := commands().Serve(t.Context(), options, func(cli.ServeReady) error { return errServes })
	var problem *domain.Problem
	if !errors.As(err, &problem) || problem.Field != "requests" || problem.Reason != domain.TooShort {
		t.Errorf("serve with an hour of requests: %v, want them refused as too short", err)
	}
}
