package smtprelay_test

import (
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"latchkey/adapters/smtprelay/relaytest"
)

// FuzzMailRoundTrip sends any mail that can be sent and wants the same mail
// back, from exactly one sender to exactly one recipient.
func FuzzMailRoundTrip(f *testing.F) {
	f.Fuzz(rapid.MakeFuzz(roundTrip(f)))
}

func TestMailRoundTrip(t *testing.T) {
	rapid.Check(t, roundTrip(t))
}

func roundTrip(tb testing.TB) func(*rapid.T) {
	s := relaytest.Start(tb, relaytest.Options{})
	relay := relayTo(tb, to(s))
	ctx := tb.Context() // must not be asked for inside a fuzz target
	return func(t *rapid.T) {
		want := drawMail(t)
		if _, err := relay.Send(ctx, want); err != nil {
			t.Fatalf("Send: %v", err)
		}
		if got := parse(t, last(s)); !reflect.DeepEqual(got, want) {
			t.Fatalf("got\n%#v\nwant\n%#v", plain(got), plain(want))
		}
		said := s.Dialogue(1)
		envelope := []string{"MAIL FROM:<" + want.From.Address() + ">", "RCPT TO:<" + want.To.Address() + ">", "DATA", relaytest.FinalDot}
		if got := said[len(said)-4:]; !slices.Equal(got, envelope) {
			t.Fatalf("got %q, want %q", got, envelope)
		}
	}
}
