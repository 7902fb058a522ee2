package domain_test

import (
	"runtime/debug"
	"strings"
	"testing"

	"latchkey/domain"
)

// TestATraceShowsNoToken (A39): a trace of the stack shows the first octets of
// what functions are given by value.
func TestATraceShowsNoToken(t *testing.T) {
	token := tokenOf(t, [16]byte{0xa1, 0xb2, 0xc3, 0xd4, 0xe5, 0xf6, 0x97, 0x88, 0x79, 0x6a, 0x5b, 0x4c, 0x3d, 0x2e, 0x1f, 0x90})
	traces := make(chan string)
	go func() { traces <- withToken(token) }() // on a stack that has nothing left over from before
	trace := <-traces
	if !strings.Contains(trace, "withToken(") {
		t.Fatalf("no trace of the call: %s", trace)
	}
	for _, octets := range []string{"0xa1, 0xb2", "0x8897f6e5d4c3b2a1", "0xa1b2c3d4"} {
		if strings.Contains(trace, octets) {
			t.Errorf("the trace shows the token as %s: %s", octets, trace)
		}
	}
}

//go:noinline
func withToken(token domain.ResetToken) string {
	trace := string(debug.Stack())
	return trace + token.String()
}
