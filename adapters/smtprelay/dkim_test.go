package smtprelay_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/emersion/go-msgauth/dkim"

	"latchkey/adapters/smtprelay"
	"latchkey/adapters/smtprelay/relaytest"
)

func ed25519Key(t testing.TB) crypto.Signer {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func rsaKey(t testing.TB, bits int) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// pkcs8 returns key as openssl genpkey writes it.
func pkcs8(t testing.TB, key any) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

func pkcs1(key *rsa.PrivateKey) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})
}

// record returns the TXT record that publishes key.
func record(t testing.TB, key crypto.Signer) string {
	t.Helper()
	switch public := key.Public().(type) {
	case ed25519.PublicKey:
		return "v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(public)
	default:
		der, err := x509.MarshalPKIXPublicKey(public)
		if err != nil {
			t.Fatal(err)
		}
		return "v=DKIM1; k=rsa; p=" + base64.StdEncoding.EncodeToString(der)
	}
}

// verify returns why raw, with lines that end in LF, carries no good signature
// of shop.example.
func verify(raw, published string) error {
	verified, err := dkim.VerifyWithOptions(strings.NewReader(strings.ReplaceAll(raw, "\n", "\r\n")), &dkim.VerifyOptions{
		LookupTXT: func(name string) ([]string, error) {
			if name != "mail2026._domainkey.shop.example" {
				return nil, errors.New("no such name: " + name)
			}
			return []string{published}, nil
		},
	})
	if err != nil || len(verified) != 1 {
		return errors.Join(err, errors.New("not just one signature"))
	}
	return verified[0].Err
}

func TestDKIMSignaturesVerify(t *testing.T) {
	small := rsaKey(t, 2048)
	for label, text := range map[string][]byte{
		"ed25519": pkcs8(t, ed25519Key(t)), "RSA in PKCS #8": pkcs8(t, small), "RSA in PKCS #1": pkcs1(small),
	} {
		key, err := smtprelay.ParseDKIMKey(text)
		if err != nil {
			t.Fatalf("%s: ParseDKIMKey: %v", label, err)
		}
		s := relaytest.Start(t, relaytest.Options{})
		config := to(s)
		config.DKIM = &smtprelay.DKIM{Domain: "shop.example", Selector: "mail2026", Key: key}
		relay := relayTo(t, config)
		mail := sample(t)
		send(t, relay)
		mail.ReplyTo, mail.Subject = email(t, "help@shop.example"), "Réinitialisez "+strings.Repeat("votre mot de passe ", 20)
		mail.Logo = logo("image/png", "\x89PNG\r\n\x1a\n\n.\n..\n")
		if _, err := relay.Send(t.Context(), mail); err != nil {
			t.Fatal(err)
		}
		for n, got := range s.Mails() {
			if err := verify(got.Raw, record(t, key)); err != nil {
				t.Errorf("%s: mail %d: %v", label, n, err)
			}
			checkSignature(t, label, got.Raw)
			for _, change := range [][2]string{{"hello", "hallo"}, {"\nSubject:", "\nSubject: x"}, {"\nTo: ", "\nTo: x"}, {"\nDate: Sun", "\nDate: Mon"}, {"\n\n", "\nReply-To: x@evil.example\n\n"}} {
				changed := strings.Replace(got.Raw, change[0], change[1], 1)
				if changed == got.Raw || verify(changed, record(t, key)) == nil {
					t.Errorf("%s: mail %d: still good, or not changed, with %q for %q", label, n, change[1], change[0])
				}
			}
			parse(t, got.Raw)
		}
	}
}

// checkSignature fails t if the field names what it should not, or is folded
// inside a header's name, where strict verifiers stop reading.
func checkSignature(t *testing.T, label, raw string) {
	t.Helper()
	const fields = "h=From:To:Subject:Date:Message-ID:Content-Type:MIME-Version:Reply-To;"
	for _, want := range []string{fields, "c=relaxed/relaxed;", "d=shop.example;", "s=mail2026;", "t=1795356300;"} {
		if !strings.Contains(raw, want) {
			t.Errorf("%s: got no %q in one piece in\n%s", label, want, raw[:min(len(raw), 600)])
		}
	}
	if regexp.MustCompile(`\bl=\d`).MatchString(raw[:strings.Index(raw, "\n\n")]) {
		t.Errorf("%s: the signature covers a part of the body only", label)
	}
}

func TestDKIMKeysThatAreRefused(t *testing.T) {
	small := rsaKey(t, 1024)
	elliptic, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	public, err := x509.MarshalPKIXPublicKey(small.Public())
	if err != nil {
		t.Fatal(err)
	}
	for label, text := range map[string][]byte{
		"empty": nil, "no PEM": []byte("secret"), "1024 bits": pkcs8(t, small), "1024 bits in PKCS #1": pkcs1(small), "P-256": pkcs8(t, elliptic),
		"a public key": pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public}),
		"broken":       pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte("secret")}),
	} {
		key, err := smtprelay.ParseDKIMKey(text)
		if err == nil || key != nil {
			t.Errorf("%s: got %T, %v, want an error", label, key, err)
		} else if strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: the error quotes the key: %v", label, err)
		}
	}
	config := smtprelay.Config{Host: "127.0.0.1", Security: smtprelay.Plain, DKIM: &smtprelay.DKIM{Domain: "shop.example", Selector: "x", Key: small}}
	if _, err := smtprelay.New(config); err == nil {
		t.Error("New took a key of 1024 bits")
	}
}
