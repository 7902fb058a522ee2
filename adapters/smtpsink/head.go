package smtpsink

import (
	"bufio"
	"bytes"

	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset" // so that mails in older charsets can be read
	"github.com/emersion/go-message/textproto"
)

const (
	maxHeadLines = 200
	maxHeadBytes = 64 << 10
)

// Header is one field of a mail's head, its value decoded by RFC 2047 and on one line.
type Header struct{ Name, Value string }

// block is the head of a mail or of a part, cut to what may be looked at, and the untouched body behind it.
type block struct {
	head message.Header
	body []byte
	cut  bool // the head went on past the limits
}

// openBlock splits raw at the first empty line, or at the first line that cannot belong to a head, and gives go-message
// no more than 200 lines and 64 KiB of the head: it would hold any number of fields.
func openBlock(raw []byte) block {
	var b block
	var kept []byte
	lines, rest := 0, raw
	for len(rest) > 0 {
		line, after := cutLine(rest)
		bare := bytes.TrimRight(line, "\r\n")
		if len(bare) == 0 {
			rest = after
			break
		}
		if !isField(bare) && (lines == 0 || !isFolded(bare)) {
			break
		}
		lines++
		if lines > maxHeadLines || len(kept)+len(bare)+2 > maxHeadBytes {
			b.cut = true
		}
		if !b.cut {
			kept = append(append(kept, bare...), '\r', '\n')
		}
		rest = after
	}
	// Only lines that look right are left, so an error would say nothing new; what was read is kept.
	head, _ := textproto.ReadHeader(bufio.NewReader(bytes.NewReader(kept)))
	b.head, b.body = message.Header{Header: head}, rest
	return b
}

// fields returns the head in its order, the names as the sender spelled them.
func (b block) fields() []Header {
	var all []Header
	for f := b.head.Fields(); f.Next(); {
		name := f.Key()
		if raw, err := f.Raw(); err == nil {
			spelled, _, _ := bytes.Cut(raw, []byte(":"))
			name = string(bytes.TrimSpace(spelled))
		}
		value, err := f.Text()
		if err != nil {
			value = f.Value()
		}
		all = append(all, Header{Name: readable(name), Value: oneLine(value)})
	}
	return all
}

// parseHead reads only the head of a mail.
func parseHead(raw []byte) []Header { return openBlock(raw).fields() }

func cutLine(p []byte) (line, rest []byte) {
	if i := bytes.IndexByte(p, '\n'); i >= 0 {
		return p[:i+1], p[i+1:]
	}
	return p, nil
}

func isFolded(line []byte) bool { return line[0] == ' ' || line[0] == '\t' }

// isField tells whether line starts with a field name and a colon.
func isField(line []byte) bool {
	name, _, found := bytes.Cut(line, []byte(":"))
	name = bytes.TrimRight(name, " \t")
	if !found || len(name) == 0 {
		return false
	}
	for _, c := range name {
		if c <= ' ' || c > '~' {
			return false
		}
	}
	return true
}
