package relaytest

import (
	"crypto/x509"
	"encoding/pem"
	"testing"
)

// Certificate returns a good certificate for localhost, 127.0.0.1 and more
// names with its key, both in PEM, for programs that are no Relay, and who has
// signed it.
func Certificate(t testing.TB, names ...string) (certificate, key []byte, roots *x509.CertPool) {
	t.Helper()
	identity := newIdentity(t, GoodTLS, names...)
	pair := identity.config.Certificates[0]
	der, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	certificate = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: pair.Certificate[0]})
	key = pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
	return certificate, key, identity.roots
}
