package smtpsink

import (
	"bytes"
	"errors"
	"io"

	"github.com/emersion/go-smtp"
)

var (
	errBareOctet = errors.New("mail sink: bare CR, bare LF or NUL")
	errBusy      = errors.New("mail sink: too many mails on their way in")
)

// readStrict reads one mail, or fails at the first octet that servers read in different ways: a CR or LF that stands
// alone (SMTP smuggling) or a NUL. The mail, and all mails arriving at the same time, stay within the limits.
func (s *Sink) readStrict(r io.Reader) ([]byte, error) {
	var (
		raw   []byte
		lines lineEnds
		chunk = make([]byte, 16<<10)
	)
	defer func() { s.arriving.Add(-int64(len(raw))) }()
	for {
		n, err := r.Read(chunk)
		if !lines.clean(chunk[:n]) {
			return nil, errBareOctet
		}
		if int64(len(raw)+n) > s.limits.MailBytes {
			return nil, smtp.ErrDataTooLarge
		}
		raw = append(raw, chunk[:n]...)
		if s.arriving.Add(int64(n)) > s.limits.Arriving {
			return nil, errBusy
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
	}
	if lines.afterCR {
		return nil, errBareOctet
	}
	return bytes.Clone(raw), nil // an exact fit: append leaves up to a quarter of air
}

// lineEnds remembers across chunks whether the last octet was a CR.
type lineEnds struct{ afterCR bool }

func (l *lineEnds) clean(p []byte) bool {
	for _, c := range p {
		if c == 0 || (c == '\n') != l.afterCR {
			return false
		}
		l.afterCR = c == '\r'
	}
	return true
}
