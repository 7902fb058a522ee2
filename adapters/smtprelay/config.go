package smtprelay

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"time"
)

// Security says how a connection to the relay is protected.
type Security string

// The ways to protect a connection, by the scheme of their URL.
const (
	ImplicitTLS Security = "smtps"         // TLS from the first octet (RFC 8314)
	StartTLS    Security = "smtp+starttls" // TLS before anything of importance (RFC 3207); a relay without it gets nothing
	Plain       Security = "smtp"          // none
)

const (
	maxHostname        = 255 // RFC 1035 §2.3.4
	maxCredential      = 1024
	maxConnections     = 64
	defaultConnections = 4
)

// Config says which relay to use and how. It holds a password, so it prints
// with it masked.
type Config struct {
	Host     string // a name or an IP address
	Port     uint16 // 0 is the usual one: 465, 587 or 25
	Security Security
	Insecure bool // allows Plain to hosts other than this machine

	User     string // with Password: whom to authenticate as, which takes TLS; "" is not at all
	Password string
	HELO     string         // the name to introduce ourselves by; "" is localhost
	RootCAs  *x509.CertPool // who may have signed the relay's certificate; nil is whom the system trusts
	DKIM     *DKIM          // signs every mail; nil does not

	Connections int // at most open at once, up to 64; 0 is 4
	Limits      Limits

	Resolve func(ctx context.Context, host string) ([]netip.Addr, error)       // nil asks the system's resolver
	Dial    func(ctx context.Context, target netip.AddrPort) (net.Conn, error) // nil connects over TCP
}

// Limits are how long each part of a conversation may take. A zero one is its
// default, and the longest it may be.
type Limits struct {
	Connect  time.Duration // 10 s, from the name to a connection, whatever the number of addresses; RSET gets as long
	Greet    time.Duration // 2 min, from a connection to one that takes mails
	Command  time.Duration // 60 s, for one command or the content, and 30 s of it for a free connection
	LastWord time.Duration // 5 min, from the final dot to the reply
	Grace    time.Duration // 20 s, from the end of the context for a conversation that had begun
	Parting  time.Duration // 1 s, for QUIT
	Idle     time.Duration // 30 s, after which an unused connection is closed
}

func defaultLimits() Limits {
	return Limits{
		Connect: 10 * time.Second, Greet: 2 * time.Minute, Command: time.Minute, LastWord: 5 * time.Minute,
		Grace: 20 * time.Second, Parting: time.Second, Idle: 30 * time.Second,
	}
}

// complete returns c with its defaults filled in, or why it cannot be used.
func (c Config) complete() (*Config, error) {
	if c.HELO == "" {
		c.HELO = "localhost"
	}
	if c.Connections == 0 {
		c.Connections = defaultConnections
	}
	if c.Resolve == nil {
		c.Resolve = resolve
	}
	if c.Dial == nil {
		c.Dial = dialTCP
	}
	if c.Connections < 1 || c.Connections > maxConnections {
		return nil, errors.New("smtprelay: the number of connections is not from 1 to 64")
	}
	if !isHost(c.HELO) {
		return nil, errors.New("smtprelay: the HELO name is neither a host name nor an IP address; give one like reset.shop.example")
	}
	for _, check := range []func() error{c.checkTarget, c.checkCredentials, c.Limits.complete, c.DKIM.check} {
		if err := check(); err != nil {
			return nil, err
		}
	}
	return &c, nil
}

func (c *Config) checkTarget() error {
	ports := map[Security]uint16{ImplicitTLS: 465, StartTLS: 587, Plain: 25}
	usual, ok := ports[c.Security]
	switch {
	case !ok:
		return errors.New("smtprelay: the relay's URL must begin with smtps://, smtp+starttls:// or smtp://")
	case !isHost(c.Host):
		return errors.New("smtprelay: the relay's host is neither a host name nor an IP address")
	case c.Security == Plain && !c.Insecure && !isThisMachine(c.Host):
		return errors.New("smtprelay: smtp:// sends mails, and the links in them, for everybody on the way to read: " +
			"use smtps:// or smtp+starttls://, or add ?insecure=yes if the way is your own")
	}
	if c.Port == 0 {
		c.Port = usual
	}
	return nil
}

func (c *Config) checkCredentials() error {
	switch {
	case (c.User == "") != (c.Password == ""):
		return errors.New("smtprelay: user and password go together, and one of them is missing")
	case c.User != "" && c.Security == Plain:
		return errors.New("smtprelay: a password is never sent over smtp://: use smtps:// or smtp+starttls://")
	case !isCredential(c.User) || !isCredential(c.Password):
		return errors.New("smtprelay: user or password is too long, is no UTF-8, or contains a control character, such as a line's end")
	}
	return nil
}

// complete fills in the defaults.
func (l *Limits) complete() error {
	most := defaultLimits()
	for _, pair := range [][2]*time.Duration{
		{&l.Connect, &most.Connect}, {&l.Greet, &most.Greet}, {&l.Command, &most.Command}, {&l.LastWord, &most.LastWord},
		{&l.Grace, &most.Grace}, {&l.Parting, &most.Parting}, {&l.Idle, &most.Idle},
	} {
		if *pair[0] < 0 || *pair[0] > *pair[1] {
			return errors.New("smtprelay: a time limit is out of range")
		}
		if *pair[0] == 0 {
			*pair[0] = *pair[1]
		}
	}
	return nil
}

// String returns the relay's URL with the password masked.
func (c Config) String() string {
	u := url.URL{Scheme: string(c.Security), Host: c.Host}
	if c.Port != 0 {
		u.Host = net.JoinHostPort(c.Host, strconv.Itoa(int(c.Port)))
	} else if addr, err := netip.ParseAddr(c.Host); err == nil && addr.Is6() {
		u.Host = "[" + c.Host + "]"
	}
	if c.User != "" {
		u.User = url.User(c.User)
	}
	if c.User != "" && c.Password != "" {
		u.User = url.UserPassword(c.User, "xxxxx")
	}
	if c.Insecure {
		u.RawQuery = "insecure=yes"
	}
	return u.String()
}

// Format writes what [Config.String] returns, whatever the verb.
func (c Config) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, c.String()) }

// MarshalText returns what [Config.String] does.
func (c Config) MarshalText() ([]byte, error) { return []byte(c.String()), nil }
