package smtprelay

import (
	"errors"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ParseURL reads which relay to use: smtps://[user[:password]@]host[:port],
// the same with smtp+starttls://, or smtp://host[:port][?insecure=yes]. User
// and password are percent-encoded. Its errors repeat nothing of text, for any
// part of it may be a password with a character too many.
func ParseURL(text string) (Config, error) {
	u, err := url.Parse(text)
	if err != nil || u.Opaque != "" || !strings.Contains(text, "://") {
		return Config{}, errors.New("smtprelay: the relay's URL cannot be read: write it as smtps://user:password@host:465, " +
			"with everything in user and password but letters and digits percent-encoded (@ is %40, : is %3A, / is %2F, # is %23, % is %25)")
	}
	config := Config{Host: u.Hostname(), Security: Security(u.Scheme)}
	if u.User != nil {
		config.User = u.User.Username()
		config.Password, _ = u.User.Password()
		if config.User == "" {
			return Config{}, errors.New("smtprelay: the relay's URL has an @ but no user before it")
		}
	}
	if u.Fragment != "" || u.RawFragment != "" || strings.Contains(text, "#") {
		return Config{}, errors.New("smtprelay: the relay's URL has a part after #: a # in user or password is written %23")
	}
	if u.Path != "" {
		return Config{}, errors.New("smtprelay: the relay's URL has a path: a / in user or password is written %2F, and none follows the host")
	}
	if config.Insecure, err = readQuery(u, config.Security); err != nil {
		return Config{}, err
	}
	if config.Port, err = readPort(u); err != nil {
		return Config{}, err
	}
	check := config
	if check.User != "" && check.Password == "" {
		check.Password = "given separately"
	}
	_, err = check.complete()
	if err != nil {
		return Config{}, err
	}
	return config, nil
}

// readQuery returns whether the relay may be spoken to in the open.
func readQuery(u *url.URL, security Security) (insecure bool, err error) {
	switch {
	case u.RawQuery == "" && !u.ForceQuery:
		return false, nil
	case u.RawQuery == "insecure=yes" && security == Plain:
		return true, nil
	case u.RawQuery == "insecure=yes":
		return false, errors.New("smtprelay: ?insecure=yes goes with smtp:// only: TLS is always verified")
	}
	return false, errors.New("smtprelay: the relay's URL has an unknown part after ?: smtp:// takes ?insecure=yes, " +
		"and a ? in user or password is written %3F")
}

func readPort(u *url.URL) (uint16, error) {
	if u.Port() == "" && !strings.HasSuffix(u.Host, ":") {
		return 0, nil
	}
	port, err := strconv.ParseUint(u.Port(), 10, 16)
	if err != nil || port == 0 {
		return 0, errors.New("smtprelay: the relay's port is not a number from 1 to 65535")
	}
	return uint16(port), nil
}

// isHost reports whether text names a host: an IP address, or labels of
// letters, digits, hyphens and the underscores of container networks.
func isHost(text string) bool {
	if _, err := netip.ParseAddr(text); err == nil {
		return !strings.Contains(text, "%") // a zone means something on this machine only
	}
	if text == "" || len(text) > maxHostname || strings.HasPrefix(text, ".") || strings.Contains(text, "..") {
		return false
	}
	return strings.IndexFunc(text, func(r rune) bool {
		return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '-' || r == '.' || r == '_')
	}) < 0
}

func isThisMachine(host string) bool {
	addr, err := netip.ParseAddr(host)
	return strings.EqualFold(host, "localhost") || err == nil && addr.Unmap().IsLoopback()
}

func isCredential(text string) bool {
	return len(text) <= maxCredential && utf8.ValidString(text) && strings.IndexFunc(text, unicode.IsControl) < 0
}
