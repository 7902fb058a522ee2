package relaytest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"testing"
	"time"
)

// TLS says what is to be thought of the relay's TLS. All certificates but that
// of WrongName are for localhost and 127.0.0.1.
type TLS string

// The variants: all but GoodTLS must be refused.
const (
	NoTLS      TLS = ""
	GoodTLS    TLS = "good"
	SelfSigned TLS = "self-signed"
	Expired    TLS = "expired"
	WrongName  TLS = "wrong name" // a certificate for other.example
	OldTLS     TLS = "TLS 1.0"
)

type identity struct {
	config *tls.Config
	roots  *x509.CertPool
	root   []byte // PEM
}

func newIdentity(t testing.TB, kind TLS, names ...string) identity {
	t.Helper()
	key, authorityKey := newKey(t), newKey(t)
	authority := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test authority"},
		NotBefore: year(2000), NotAfter: year(2100), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "test relay"},
		NotBefore: year(2000), NotAfter: year(2100), ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames: append([]string{"localhost"}, names...), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	config, signer, signerKey := &tls.Config{MinVersion: tls.VersionTLS12}, authority, authorityKey
	switch kind {
	case SelfSigned:
		signer, signerKey = leaf, key
	case Expired:
		leaf.NotAfter = year(2001)
	case WrongName:
		leaf.DNSNames, leaf.IPAddresses = []string{"other.example"}, nil
	case OldTLS:
		config.MinVersion, config.MaxVersion = tls.VersionTLS10, tls.VersionTLS10
	}
	roots := x509.NewCertPool()
	root, err := x509.ParseCertificate(certify(t, authority, authority, authorityKey, authorityKey))
	if err != nil {
		t.Fatal(err)
	}
	roots.AddCert(root)
	config.Certificates = []tls.Certificate{{Certificate: [][]byte{certify(t, leaf, signer, key, signerKey)}, PrivateKey: key}}
	return identity{config: config, roots: roots, root: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root.Raw})}
}

func newKey(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func certify(t testing.TB, subject, signer *x509.Certificate, key, signerKey *ecdsa.PrivateKey) []byte {
	t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, subject, signer, &key.PublicKey, signerKey)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func year(y int) time.Time { return time.Date(y, time.January, 1, 0, 0, 0, 0, time.UTC) }
