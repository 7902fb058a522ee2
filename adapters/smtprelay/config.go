package smtprelay

import (
	"errors"
	"net"
	"strconv"
	"time"
)

const (
	maxTimeout     = 20 * time.Second // for one conversation about one mail
	connectTimeout = 10 * time.Second // until the relay has greeted and answered EHLO
	quitTimeout    = time.Second
	defaultIdle    = 30 * time.Second
	maxHostname    = 255 // RFC 1035 §2.3.4
)

// Config says which relay to use and how.
type Config struct {
	Addr    string        // host:port; what is sent there is not encrypted
	HELO    string        // the name to introduce ourselves by; "" is localhost
	Timeout time.Duration // for one conversation about one mail, at most 20 s; 0 is 20 s
	Idle    time.Duration // after which an unused connection is closed; 0 is 30 s
}

// complete returns c with its defaults filled in, or why it cannot be used.
func (c Config) complete() (Config, error) {
	host, port, err := net.SplitHostPort(c.Addr)
	if err != nil || !isVisibleASCII(host) || len(host) > maxHostname {
		return Config{}, errors.New("smtprelay: the address is not host:port")
	}
	if number, err := strconv.Atoi(port); err != nil || number < 1 || number > 65535 {
		return Config{}, errors.New("smtprelay: the port is not a number from 1 to 65535")
	}
	if c.HELO == "" {
		c.HELO = "localhost"
	}
	if !isVisibleASCII(c.HELO) || len(c.HELO) > maxHostname {
		return Config{}, errors.New("smtprelay: the HELO name is not a host name")
	}
	if c.Timeout < 0 || c.Timeout > maxTimeout || c.Idle < 0 {
		return Config{}, errors.New("smtprelay: a time limit is out of range")
	}
	if c.Timeout == 0 {
		c.Timeout = maxTimeout
	}
	if c.Idle == 0 {
		c.Idle = defaultIdle
	}
	return c, nil
}
