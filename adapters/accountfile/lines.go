package accountfile

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"latchkey/ports"
)

// lines reads one line after the other, which may end in LF or CRLF.
type lines struct {
	in     *bufio.Reader
	number int // of the line read last; the first is 1
}

func newLines(r io.Reader) *lines {
	return &lines{in: bufio.NewReaderSize(r, MaxLineBytes+len("\r\n"))}
}

// next returns the next line that is not empty, until the call after. It
// returns io.EOF after the last, and a *ports.RowFault for a line that is no
// text or too long.
func (l *lines) next() ([]byte, error) {
	for {
		line, err := l.read()
		if err != nil || len(line) > 0 {
			return line, err
		}
	}
}

func (l *lines) read() ([]byte, error) {
	line, err := l.in.ReadSlice('\n')
	if len(line) == 0 && err != nil {
		return nil, ended(err)
	}
	l.number++
	if errors.Is(err, bufio.ErrBufferFull) {
		return nil, l.skip()
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, ended(err)
	}
	line = bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
	if l.number == 1 {
		line = bytes.TrimPrefix(line, []byte("\ufeff")) // a byte order mark
	}
	switch {
	case len(line) > MaxLineBytes:
		return nil, l.fault(tooLong)
	case !utf8.Valid(line):
		return nil, l.fault("the line is not text in UTF-8")
	}
	return line, nil
}

const tooLong = "the line is longer than 64 KiB"

// skip reads the rest of a line that is too long.
func (l *lines) skip() error {
	for {
		_, err := l.in.ReadSlice('\n')
		switch {
		case err == nil || errors.Is(err, io.EOF):
			return l.fault(tooLong)
		case !errors.Is(err, bufio.ErrBufferFull):
			return ended(err)
		}
	}
}

func (l *lines) fault(reason string) error {
	return &ports.RowFault{Line: l.number, Reason: reason}
}

// ended keeps io.EOF as it is and says of everything else what was tried.
func ended(err error) error {
	if errors.Is(err, io.EOF) {
		return io.EOF
	}
	return fmt.Errorf("read accounts: %w", err)
}
