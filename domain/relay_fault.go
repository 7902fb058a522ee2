package domain

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// RelayPhase says how far the conversation with a relay about one mail got.
type RelayPhase string

// The phases, in their order.
const (
	PhaseConnect   RelayPhase = "connect"
	PhaseGreeting  RelayPhase = "greeting"
	PhaseHello     RelayPhase = "EHLO"
	PhaseTLS       RelayPhase = "TLS"
	PhaseAuth      RelayPhase = "AUTH"
	PhaseSender    RelayPhase = "MAIL"
	PhaseRecipient RelayPhase = "RCPT"
	PhaseData      RelayPhase = "DATA"    // from the command to the end of the content
	PhaseHandover  RelayPhase = "content" // from the final dot to the relay's last word
)

// FaultClass says what a fault means for the mail and for those behind it.
type FaultClass string

// The classes.
const (
	// FaultRefused ends this mail: the relay does not want it, or its recipient.
	FaultRefused FaultClass = "refused"
	// FaultRelay is about the relay or our account there, so that every other
	// mail would meet it, too: mails keep, and the breaker counts it.
	FaultRelay FaultClass = "relay"
	// FaultTemporary is worth another attempt at this mail.
	FaultTemporary FaultClass = "temporary"
	// FaultAmbiguous leaves open whether the relay took the mail: it was handed
	// over in full, and no last word came.
	FaultAmbiguous FaultClass = "ambiguous"
)

// RelayFault is why a mail was not handed to the relay. As an error it tells
// phase and codes; the relay's own words may name the recipient, so they are
// for the operator's eyes only.
type RelayFault struct {
	Phase    RelayPhase
	Code     int    // of the relay's reply, 400 to 599; 0 if there was none
	Enhanced string // RFC 3463 code of the reply; "" if there was none
	Words    string // the reply, or what the connection died of; see [RelayWords]
	Cause    error  // what the connection or the handshake died of; nil if the relay replied. It is for the log and says nothing of the mail
}

// Error tells the phase and the codes.
func (f *RelayFault) Error() string {
	text := "relay: " + string(f.Phase)
	if f.Code != 0 {
		text += " answered " + strconv.Itoa(f.Code)
		if f.Enhanced != "" {
			text += " " + f.Enhanced
		}
	}
	if f.Cause != nil {
		text += ": " + f.Cause.Error()
	}
	return text
}

// Unwrap returns the cause.
func (f *RelayFault) Unwrap() error { return f.Cause }

// Class judges the fault by phase and code. A 5xx is final for the mail only
// where the relay has been told of it; before that, it is about us. Nobody
// answering, or no safe connection, is about the relay as well. 421 says that
// the relay is closing, at any point (RFC 5321 §4.2.2), and codes out of range
// are worth another attempt.
func (f *RelayFault) Class() FaultClass {
	final := f.Code >= 500 && f.Code <= 599
	switch f.Phase {
	case PhaseConnect, PhaseTLS:
		return FaultRelay
	case PhaseGreeting, PhaseHello, PhaseAuth: // some relays hang up instead of saying 535
		if f.Code == 0 || final {
			return FaultRelay
		}
	case PhaseSender:
		if final {
			return FaultRelay
		}
	case PhaseRecipient, PhaseData, PhaseHandover:
		if final {
			return FaultRefused
		}
		if f.Phase == PhaseHandover && f.Code == 0 {
			return FaultAmbiguous
		}
	}
	return FaultTemporary
}

// AboutMail reports whether the relay had got as far as to answer something
// about the mail. One that is too busy to greet is not back yet.
func (f *RelayFault) AboutMail() bool {
	switch f.Phase {
	case PhaseSender, PhaseRecipient, PhaseData, PhaseHandover:
		return f.Code != 0
	}
	return false
}

// MaxRelayWords is how much of a relay's reply is kept, in bytes.
const MaxRelayWords = 512

// RelayWords makes text that a relay sent fit to be stored and shown: one line
// of at most [MaxRelayWords] of valid UTF-8 in which nothing can move a cursor,
// reorder text or end a line.
func RelayWords(text string) string {
	text = text[:min(len(text), 4*MaxRelayWords)]
	text = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !unicode.IsPrint(r) || unicode.Is(unicode.Bidi_Control, r) {
			return ' '
		}
		return r
	}, text)), " ")
	if end := MaxRelayWords; len(text) > end {
		for !utf8.RuneStart(text[end]) {
			end--
		}
		text = text[:end]
	}
	return text
}
