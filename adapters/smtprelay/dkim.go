package smtprelay

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rsa"
	"errors"
	"fmt"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

const (
	minRSABits = 2048
)

// DKIM says whose signature mails carry (RFC 6376). The public key belongs into
// the DNS at Selector._domainkey.Domain.
type DKIM struct {
	Domain   string
	Selector string
	Key      crypto.Signer // an ed25519.PrivateKey or an *rsa.PrivateKey; see [ParseDKIMKey]
}

// ParseDKIMKey reads an ed25519 key, or an RSA key of at least 2048 bits, from
// PEM: PKCS #8, or PKCS #1 for RSA. Its errors quote nothing of text.
func ParseDKIMKey(text []byte) (crypto.Signer, error) {
	key, err := gomail.PrivKeyFromPEM(text)
	if err != nil {
		return nil, errors.New("smtprelay: the DKIM key is not an unencrypted private key in PEM: " +
			"openssl genpkey -algorithm ed25519 writes one")
	}
	if err := checkKey(key); err != nil {
		return nil, err
	}
	return key, nil
}

func checkKey(key crypto.Signer) error {
	switch key := key.(type) {
	case ed25519.PrivateKey:
		return nil
	case *rsa.PrivateKey:
		if bits := key.N.BitLen(); bits < minRSABits {
			return fmt.Errorf("smtprelay: the DKIM key has %d bits, and receivers want %d at least", bits, minRSABits)
		}
		return nil
	}
	return errors.New("smtprelay: the DKIM key is neither ed25519 nor RSA")
}

func (d *DKIM) check() error {
	if d == nil {
		return nil
	}
	for _, name := range []string{d.Domain, d.Selector} {
		if !isHost(name) || strings.Contains(name, ":") {
			return errors.New("smtprelay: DKIM takes a domain, such as shop.example, and a selector, such as mail2026")
		}
	}
	return checkKey(d.Key)
}

// sign makes message carry a signature when it is written. Signing the same
// mail again with the same key tells the same time. The library's signer is not
// safe for concurrent use, so each mail gets its own.
func (d *DKIM) sign(message *gomail.Msg, date time.Time) {
	signer := gomail.NewDKIMSigner(d.Domain, d.Selector, d.Key)
	signer.NowFunc = func() time.Time { return date }
	signer.HeaderCanonicalization(gomail.CanonicalizationRelaxed)
	signer.BodyCanonicalization(gomail.CanonicalizationRelaxed)
	// Reply-To is named even where there is none, so that nobody can add one. A
	// longer list than this the library would fold inside a name (RFC 6376
	// §3.5 allows it between names only).
	signer.SignHeaders("From", "To", "Subject", "Date", "Message-ID", "Content-Type", "MIME-Version", "Reply-To")
	message.SetDKIM(signer)
}
