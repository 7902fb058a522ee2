package smtprelay

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"time"
)

var errNoAddress = errors.New("the relay's name has no address")

// dial connects to one of the relay's addresses, and returns which. Each gets a
// share of the time, so that a dead one does not use up what the next would
// need, and the last gets what is left.
func dial(ctx context.Context, config *Config) (net.Conn, string, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, config.Limits.Connect, errTimedOut)
	defer cancel()
	addresses, err := addressesOf(ctx, config)
	if err != nil {
		return nil, "", err
	}
	share := config.Limits.Connect / time.Duration(len(addresses)+1)
	var faults []error
	for i, address := range addresses {
		if i == len(addresses)-1 {
			share = config.Limits.Connect
		}
		target := netip.AddrPortFrom(address.Unmap(), config.Port)
		conn, err := dialOne(ctx, config, target, share)
		if err == nil {
			return conn, target.String(), nil
		}
		faults = append(faults, err)
		if ctx.Err() != nil {
			break
		}
	}
	return nil, "", errors.Join(faults...)
}

func addressesOf(ctx context.Context, config *Config) ([]netip.Addr, error) {
	if literal, err := netip.ParseAddr(config.Host); err == nil {
		return []netip.Addr{literal}, nil
	}
	addresses, err := config.Resolve(ctx, config.Host)
	switch {
	case err != nil && ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case err != nil:
		return nil, err
	case len(addresses) == 0:
		return nil, errNoAddress
	}
	return addresses, nil
}

func dialOne(ctx context.Context, config *Config, target netip.AddrPort, share time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, share, errTimedOut)
	defer cancel()
	conn, err := config.Dial(ctx, target)
	if err != nil && ctx.Err() != nil {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Addr: net.TCPAddrFromAddrPort(target), Err: context.Cause(ctx)}
	}
	return conn, err
}

func resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
}

func dialTCP(ctx context.Context, target netip.AddrPort) (net.Conn, error) {
	return (&net.Dialer{}).DialContext(ctx, "tcp", target.String())
}
