package httpserver_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"latchkey/adapters/httpserver"
)

// certificate writes a certificate for 127.0.0.1 and its key to files.
func certificate(t *testing.T) (certFile, keyFile string, trusted *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	public := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	certFile, keyFile = filepath.Join(t.TempDir(), "cert.pem"), filepath.Join(t.TempDir(), "key.pem")
	if err := os.WriteFile(certFile, public, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(keyFile, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}), 0o600); err != nil {
		t.Fatal(err)
	}
	trusted = x509.NewCertPool()
	trusted.AppendCertsFromPEM(public)
	return certFile, keyFile, trusted
}

func TestHTTPS(t *testing.T) {
	certFile, keyFile, trusted := certificate(t)
	server := start(t, httpserver.Config{CertFile: certFile, KeyFile: keyFile}, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Seen", r.Proto)
	})
	for _, c := range []struct {
		name  string
		http2 bool
		most  uint16
		want  string // "" if the handshake must fail
	}{
		{"HTTP/2 over TLS 1.3", true, tls.VersionTLS13, "HTTP/2.0"},
		{"HTTP/1.1 over TLS 1.2", false, tls.VersionTLS12, "HTTP/1.1"},
		{"TLS 1.1", false, tls.VersionTLS11, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			transport := &http.Transport{
				ForceAttemptHTTP2: c.http2,
				TLSClientConfig:   &tls.Config{RootCAs: trusted, MinVersion: tls.VersionTLS10, MaxVersion: c.most},
			}
			defer transport.CloseIdleConnections()
			response, err := (&http.Client{Transport: transport, Timeout: patience}).Get("https://" + server.Addr())
			if err != nil {
				if c.want != "" || !strings.Contains(err.Error(), "protocol version") {
					t.Errorf("refused: %v, want %q", err, c.want)
				}
				return
			}
			_ = response.Body.Close()
			if got := response.Header.Get("Seen"); got != c.want {
				t.Errorf("served over %q, want %q", got, c.want)
			}
		})
	}
}

// TestIdleOverTLSMakesRoom: the gate knows a connection through its encryption.
func TestIdleOverTLSMakesRoom(t *testing.T) {
	certFile, keyFile, trusted := certificate(t)
	server := start(t, httpserver.Config{CertFile: certFile, KeyFile: keyFile, PerNetwork: 1}, func(http.ResponseWriter, *http.Request) {})
	secure := func() net.Conn {
		return tls.Client(dial(t, server, "127.0.0.1"), &tls.Config{RootCAs: trusted, ServerName: "127.0.0.1", MinVersion: tls.VersionTLS13})
	}
	if got := asked(t, secure()); got != 200 {
		t.Fatalf("the first connection got %d, want 200", got)
	}
	askedUntilServed(t, secure)
}

// TestBadTLSFilesAreRefused (A45): nor is a key that everybody can read used.
func TestBadTLSFilesAreRefused(t *testing.T) {
	certFile, keyFile, _ := certificate(t)
	_, otherKey, _ := certificate(t)
	open := filepath.Join(t.TempDir(), "open.pem")
	text, err := os.ReadFile(keyFile)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(open, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(open, 0o604); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, cert, key, want string }{
		{"no key file", certFile, keyFile + ".gone", "no such file"},
		{"another key", certFile, otherKey, "does not match"},
		{"no certificate", keyFile, keyFile, "key.pem"},
		{"a key for everybody", certFile, open, "chmod 600"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for who, err := range map[string]error{"CheckTLS": httpserver.CheckTLS(c.cert, c.key), "Listen": listenTLS(c.cert, c.key)} {
				if err == nil || !strings.Contains(err.Error(), c.want) {
					t.Errorf("%s = %v, want an error with %q", who, err, c.want)
				}
			}
		})
	}
	if err := httpserver.CheckTLS(certFile, keyFile); err != nil {
		t.Errorf("good files: %v", err)
	}
	if err := listenTLS(certFile, ""); err == nil {
		t.Error("a certificate without a key was taken")
	}
}

func listenTLS(cert, key string) error {
	server, err := httpserver.Listen("127.0.0.1:0", httpserver.Config{Log: slog.New(slog.DiscardHandler), CertFile: cert, KeyFile: key})
	if err == nil {
		_ = server.Close()
	}
	return err
}
