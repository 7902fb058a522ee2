package httpserver

import (
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// CheckTLS returns why a server could not answer https with these files, and
// what to do.
func CheckTLS(certFile, keyFile string) error {
	_, err := loadCertificate(certFile, keyFile)
	return err
}

func loadCertificate(certFile, keyFile string) (*tls.Certificate, error) {
	info, err := os.Stat(keyFile)
	if err != nil {
		return nil, err
	}
	if mode := info.Mode(); mode.IsRegular() && mode.Perm()&0o007 != 0 {
		return nil, fmt.Errorf("everybody can read %s (mode %04o); run chmod 600 on it", keyFile, mode.Perm())
	}
	certificate, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err != nil {
		return nil, fmt.Errorf("%s and %s: %w", certFile, keyFile, err)
	}
	return &certificate, nil
}

// tls returns the server's side of every handshake, nil for plain HTTP.
func (c Config) tls() (*tls.Config, error) {
	switch {
	case c.CertFile == "" && c.KeyFile == "":
		return nil, nil
	case c.CertFile == "" || c.KeyFile == "":
		return nil, errors.New("https needs a certificate and its key; one of the files is missing")
	}
	r := &renewal{certFile: c.CertFile, keyFile: c.KeyFile, log: c.Log}
	r.seen = r.look() // before they are read, so that nothing newer is missed
	var err error
	if r.current, err = loadCertificate(c.CertFile, c.KeyFile); err != nil {
		return nil, err
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: r.certificate}, nil
}

// renewal is a certificate that is replaced in its files while the server
// runs, as certbot and others do every few weeks.
type renewal struct {
	certFile, keyFile string
	log               *slog.Logger

	mu      sync.Mutex
	seen    [2]version // of both files, whether they could be used or not
	failed  bool       // they could not, which may be over without a new version, such as by chown
	current *tls.Certificate
}

// version tells whether a file is still the one that was read.
type version struct {
	info     os.FileInfo // nil if it is not there
	modified time.Time
	size     int64
}

func (v version) same(other version) bool {
	if v.info == nil || other.info == nil {
		return v.info == nil && other.info == nil
	}
	return os.SameFile(v.info, other.info) && v.modified.Equal(other.modified) && v.size == other.size
}

func (r *renewal) look() (found [2]version) {
	for i, path := range []string{r.certFile, r.keyFile} {
		if info, err := os.Stat(path); err == nil {
			found[i] = version{info, info.ModTime(), info.Size()}
		}
	}
	return found
}

// certificate returns what to show in a handshake. It looks at the files each
// time, which costs little beside a handshake. The two are never replaced at
// the same moment, so what does not fit together is not used, and the one
// before goes on.
func (r *renewal) certificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	found := r.look()
	changed := !found[0].same(r.seen[0]) || !found[1].same(r.seen[1])
	if !changed && !r.failed {
		return r.current, nil
	}
	r.seen = found
	renewed, err := loadCertificate(r.certFile, r.keyFile)
	r.failed = err != nil
	switch {
	case err == nil:
		r.current = renewed
		r.log.InfoContext(hello.Context(), "a new certificate is in use", "until", renewed.Leaf.NotAfter)
	case changed:
		r.log.WarnContext(hello.Context(), "the certificate's files have changed and cannot be used; the certificate before them goes on", "error", err)
	}
	return r.current, nil
}
