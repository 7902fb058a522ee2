package smtprelay

import (
	"bufio"
	"errors"
	"strconv"
	"strings"

	"latchkey/domain"
)

const (
	maxReply    = 4 << 20 // octets of one reply that are read at all
	maxKept     = 8 << 10 // octets of one reply that are kept
	codeClosing = 421     // RFC 5321 §4.2.2: the relay is closing the connection
)

var (
	errTalkative = errors.New("the relay says too much")
	errSenseless = errors.New("the relay's answer makes no sense")
	errOutOfTurn = errors.New("the relay speaks out of turn")
)

// reply is what the relay answered. Whatever its length, it takes a fixed
// amount of memory.
type reply struct {
	code     int // three digits, of any class
	enhanced string
	lines    []string // without the codes
}

// words returns the reply with its code, fit to be shown.
func (r reply) words() string {
	return domain.RelayWords(strings.Join(append([]string{strconv.Itoa(r.code), r.enhanced}, r.lines...), " "))
}

// fault returns the reply as the reason for which phase did not go well.
func (r reply) fault(phase domain.RelayPhase) *domain.RelayFault {
	return &domain.RelayFault{Phase: phase, Code: r.code, Enhanced: r.enhanced, Words: r.words()}
}

// readReply reads one reply to its last line (RFC 5321 §4.2).
func readReply(in *bufio.Reader) (reply, error) {
	var r reply
	kept := 0
	for read := 0; ; {
		line, octets, err := readLine(in, maxReply-read)
		if err != nil {
			return reply{}, err
		}
		read += octets
		code, text, last, ok := parseReplyLine(line)
		if !ok || r.code != 0 && code != r.code {
			return reply{}, errSenseless
		}
		if r.code == 0 {
			r.code, r.enhanced = code, enhancedCode(code, text)
		}
		text = strings.TrimSpace(strings.TrimPrefix(text, r.enhanced))
		if kept += len(text) + 1; kept <= maxKept {
			r.lines = append(r.lines, text)
		}
		if last {
			return r, nil
		}
	}
}

// readLine reads a line of up to limit octets and returns as much of it as the
// reader's buffer holds, and how long it was.
func readLine(in *bufio.Reader, limit int) (line string, octets int, err error) {
	for {
		piece, err := in.ReadSlice('\n')
		if octets == 0 {
			line = string(piece)
		}
		octets += len(piece)
		switch {
		case octets > limit:
			return "", octets, errTalkative
		case err == nil:
			return strings.TrimRight(line, "\r\n"), octets, nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return "", octets, err
		}
	}
}

// parseReplyLine takes "250-text", "250 text" or a bare "250" apart.
func parseReplyLine(line string) (code int, text string, last, ok bool) {
	if len(line) < 3 || !isDigits(line[:3]) || line[0] == '0' {
		return 0, "", false, false
	}
	code, _ = strconv.Atoi(line[:3])
	switch {
	case len(line) == 3:
		return code, "", true, true
	case line[3] == ' ', line[3] == '-':
		return code, line[4:], line[3] == ' ', true
	}
	return 0, "", false, false
}

// enhancedCode returns the RFC 3463 code at the start of text if it is one, and
// of the same class as code.
func enhancedCode(code int, text string) string {
	enhanced, _, _ := strings.Cut(text, " ")
	parts := strings.Split(enhanced, ".")
	if len(parts) != 3 || parts[0] != strconv.Itoa(code/100) {
		return ""
	}
	for _, part := range parts {
		if len(part) == 0 || len(part) > 3 || !isDigits(part) {
			return ""
		}
	}
	return enhanced
}

func isDigits(text string) bool { return strings.Trim(text, "0123456789") == "" }
