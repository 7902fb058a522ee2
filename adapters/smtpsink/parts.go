package smtpsink

import (
	"bytes"
	"iter"
)

const maxBoundary = 200 // RFC 2046 allows 70

// splitParts yields the parts between the delimiter lines of a multipart body as slices of it, in one pass and without
// a buffer: go-message's own reader nests one buffer per level and reads part heads of any length. A missing last
// delimiter ends the last part with the body.
func splitParts(body []byte, boundary string) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		if boundary == "" || len(boundary) > maxBoundary {
			return
		}
		start, from := -1, 0
		for {
			d, found := nextDelimiter(body, from, []byte("--"+boundary))
			if !found {
				break
			}
			if start >= 0 && !yield(withoutLineEnd(body[start:d.at])) {
				return
			}
			if d.last {
				return
			}
			start, from = d.end, d.end
		}
		if start >= 0 {
			yield(body[start:])
		}
	}
}

// delimiter is a line body[at:end] that separates parts; the last one ends them.
type delimiter struct {
	at, end int
	last    bool
}

// nextDelimiter finds the next line at or after from that holds only dashed, perhaps "--", and blanks.
func nextDelimiter(body []byte, from int, dashed []byte) (delimiter, bool) {
	for from < len(body) {
		i := bytes.Index(body[from:], dashed)
		if i < 0 {
			break
		}
		at := from + i
		from = at + len(dashed)
		if at > 0 && body[at-1] != '\n' {
			continue
		}
		line, _ := cutLine(body[from:])
		tail, last := bytes.CutPrefix(line, []byte("--"))
		if len(bytes.TrimRight(tail, " \t\r\n")) == 0 {
			return delimiter{at: at, end: from + len(line), last: last}, true
		}
	}
	return delimiter{}, false
}

// withoutLineEnd drops the line end that belongs to the delimiter behind a part.
func withoutLineEnd(part []byte) []byte {
	return bytes.TrimSuffix(bytes.TrimSuffix(part, []byte("\n")), []byte("\r"))
}
