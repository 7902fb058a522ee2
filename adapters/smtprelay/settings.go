package smtprelay

import (
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"errors"
)

// Settings say the same as a Config in the words of an operator.
type Settings struct {
	URL      string // see [ParseURL]
	Password string // "" if it is part of URL, or if there is none
	HELO     string // see [Config]
	CA       []byte // PEM certificates; empty: whom the system trusts

	// All or none; see [DKIM] and [ParseDKIMKey].
	DKIMDomain, DKIMSelector, DKIMKey string
}

// Config reads the settings. Its errors quote no secret.
func (s Settings) Config() (Config, error) {
	config, err := ParseURL(s.URL)
	if err != nil {
		return Config{}, err
	}
	if s.Password != "" {
		config.Password = s.Password
	}
	config.HELO = s.HELO
	if len(s.CA) > 0 {
		if config.RootCAs, err = parseCA(s.CA); err != nil {
			return Config{}, err
		}
	}
	if config.DKIM, err = s.dkim(); err != nil {
		return Config{}, err
	}
	_, err = config.complete()
	return config, err
}

// IsLocal reports whether the relay is on this machine.
func (s Settings) IsLocal() bool {
	config, err := ParseURL(s.URL)
	return err == nil && isThisMachine(config.Host)
}

// Open returns a Relay by the settings; see [New].
func Open(s Settings) (*Relay, error) {
	config, err := s.Config()
	if err != nil {
		return nil, err
	}
	return New(config)
}

// CheckURL judges a relay's URL with the password it is used with.
func CheckURL(url, password string) error {
	_, err := Settings{URL: url, Password: password}.Config()
	return err
}

// CheckHELO judges the name to introduce ourselves by.
func CheckHELO(name string) error {
	_, err := Settings{URL: "smtp://localhost", HELO: name}.Config()
	return err
}

// CheckCA judges PEM certificates that a relay is trusted by.
func CheckCA(pem []byte) error {
	_, err := parseCA(pem)
	return err
}

// CheckDKIM judges what mails would be signed with; key is PEM.
func CheckDKIM(domain, selector, key string) error {
	_, err := Settings{URL: "smtp://localhost", DKIMDomain: domain, DKIMSelector: selector, DKIMKey: key}.Config()
	return err
}

func parseCA(pem []byte) (*x509.CertPool, error) {
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, errors.New("there is no PEM certificate in it")
	}
	return pool, nil
}

func (s Settings) dkim() (*DKIM, error) {
	if s.DKIMDomain == "" && s.DKIMSelector == "" && s.DKIMKey == "" {
		return nil, nil
	}
	key, err := ParseDKIMKey([]byte(s.DKIMKey))
	if err != nil {
		return nil, err
	}
	return &DKIM{Domain: s.DKIMDomain, Selector: s.DKIMSelector, Key: key}, nil
}

// DKIMPublicKey returns the key as it should stand after p= in the DNS
// (RFC 6376 §3.6.1, RFC 8463 §4), or "" if mails are not signed.
func (s Settings) DKIMPublicKey() string {
	signs, err := s.dkim()
	if err != nil || signs == nil {
		return ""
	}
	switch public := signs.Key.Public().(type) {
	case ed25519.PublicKey:
		return base64.StdEncoding.EncodeToString(public)
	case *rsa.PublicKey:
		der, err := x509.MarshalPKIXPublicKey(public)
		if err != nil {
			return ""
		}
		return base64.StdEncoding.EncodeToString(der)
	}
	return ""
}
