package smtprelay_test

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"latchkey/adapters/smtprelay"
	"latchkey/adapters/smtprelay/relaytest"
	"latchkey/domain"
)

// named returns a config for a relay with a name of many addresses, of which
// the last is s and the others lead nowhere.
func named(s *relaytest.Relay, dead int, dial func(context.Context) error) smtprelay.Config {
	addresses := make([]netip.Addr, dead, dead+1)
	for i := range addresses {
		addresses[i] = netip.AddrFrom4([4]byte{192, 0, 2, byte(i)})
	}
	addresses = append(addresses, netip.MustParseAddr("127.0.0.1"))
	config := to(s)
	config.Host, config.Insecure = "relay.example", true
	config.Resolve = func(context.Context, string) ([]netip.Addr, error) { return addresses, nil }
	config.Dial = func(ctx context.Context, target netip.AddrPort) (net.Conn, error) {
		if !target.Addr().IsLoopback() {
			return nil, dial(ctx)
		}
		return (&net.Dialer{}).DialContext(ctx, "tcp", target.String())
	}
	return config
}

func blackhole(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }

// TestTheNextAddressIsTried (fault F34): addresses that are dead cost one mail a
// moment.
func TestTheNextAddressIsTried(t *testing.T) {
	t.Parallel()
	s := relaytest.Start(t, relaytest.Options{})
	refuse := func(context.Context) error { return errors.New("connection refused") }
	for label, test := range map[string]struct {
		dead int
		dial func(context.Context) error
	}{"nobody answers": {3, blackhole}, "refused": {9, refuse}, "all is well": {0, refuse}} {
		config := named(s, test.dead, test.dial)
		config.Limits.Connect = 10 * time.Second
		if _, err := relayTo(t, config).Send(t.Context(), sample(t)); err != nil {
			t.Errorf("%s: %v", label, err)
		}
	}
}

func TestAllAddressesAreDead(t *testing.T) {
	config := named(relaytest.Start(t, relaytest.Options{}), 3, blackhole)
	config.Limits.Connect = 20 * time.Millisecond
	config.Dial = func(ctx context.Context, _ netip.AddrPort) (net.Conn, error) { return nil, blackhole(ctx) }
	_, err := relayTo(t, config).Send(t.Context(), sample(t))
	fault := wantFault(t, err, domain.PhaseConnect, 0)
	if !strings.Contains(fault.Words, "192.0.2.0") || !strings.Contains(fault.Words, "timed out") {
		t.Errorf("got words %q, want the address and the reason in them", fault.Words)
	}
}

func TestTheNameLeadsNowhere(t *testing.T) {
	notFound := &net.DNSError{Err: "no such host", Name: "relay.example", IsNotFound: true}
	tests := map[string]struct {
		resolve func(context.Context, string) ([]netip.Addr, error)
		words   string
	}{
		"no such host": {func(context.Context, string) ([]netip.Addr, error) { return nil, notFound }, "no such host"},
		"no address":   {func(context.Context, string) ([]netip.Addr, error) { return nil, nil }, "no address"},
		"no answer":    {func(ctx context.Context, _ string) ([]netip.Addr, error) { return nil, blackhole(ctx) }, "timed out"},
	}
	for label, test := range tests {
		config := smtprelay.Config{Host: "relay.example", Security: smtprelay.StartTLS, Resolve: test.resolve, Limits: smtprelay.Limits{Connect: 50 * time.Millisecond}}
		_, err := relayTo(t, config).Send(t.Context(), sample(t))
		if fault := wantFault(t, err, domain.PhaseConnect, 0); !strings.Contains(fault.Words, test.words) {
			t.Errorf("%s: got words %q, want %q in them", label, fault.Words, test.words)
		}
	}
}

func TestNobodyListens(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := netip.MustParseAddrPort(listener.Addr().String()).Port()
	_ = listener.Close()
	relay := relayTo(t, smtprelay.Config{Host: "127.0.0.1", Port: port, Security: smtprelay.Plain})
	_, err = relay.Send(t.Context(), sample(t))
	if fault := wantFault(t, err, domain.PhaseConnect, 0); !strings.Contains(fault.Words, "connection refused") {
		t.Errorf("got words %q, want the reason in them", fault.Words)
	}
}

func TestUsualPorts(t *testing.T) {
	for security, want := range map[smtprelay.Security]uint16{smtprelay.ImplicitTLS: 465, smtprelay.StartTLS: 587, smtprelay.Plain: 25} {
		var got uint16
		relay := relayTo(t, smtprelay.Config{Host: "127.0.0.1", Security: security, Dial: func(_ context.Context, target netip.AddrPort) (net.Conn, error) {
			got = target.Port()
			return nil, errors.New("not now")
		}})
		if _, err := relay.Send(t.Context(), sample(t)); err == nil || got != want {
			t.Errorf("%s: got port %d, %v, want %d", security, got, err, want)
		}
	}
}
