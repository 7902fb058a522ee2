package domain

import (
	"errors"
	"time"
)

// Kind says what sort of failure an error is. The set is closed: every
// dialect maps each kind to its own answer in one place. A Kind is an error
// itself, so errors.Is(err, TokenRejected) asks whether err is of that kind.
type Kind string

// The kinds of failure.
const (
	Invalid         Kind = "invalid input"
	Unauthenticated Kind = "not authenticated"
	Forbidden       Kind = "not allowed"
	NotFound        Kind = "not found"
	RateLimited     Kind = "too many requests"
	TokenRejected   Kind = "reset token rejected"
	Unavailable     Kind = "temporarily unavailable"
)

// Error returns the kind's name.
func (k Kind) Error() string { return string(k) }

// Reason says which rule an Invalid value broke. The set is closed, so that a
// dialect or a page can word each reason for its readers.
type Reason string

// The reasons a value is refused.
const (
	Malformed     Reason = "malformed"
	TooShort      Reason = "too short"
	TooLong       Reason = "too long"
	TooCommon     Reason = "too common"
	TooObvious    Reason = "too obvious"
	Unknown       Reason = "unknown"
	AlreadyExists Reason = "already exists"
)

// Problem is an error with what a caller may be told: never an input value
// and never anything of the inside, which stays behind Unwrap for the log.
type Problem struct {
	Kind       Kind
	Field      string        // the value at fault, in this package's words; "" if none
	Reason     Reason        // why Field was refused; "" if not about a value
	RetryAfter time.Duration // for RateLimited and Unavailable: when to come back; 0 if unknown
	Cause      error         // for the log only; may be nil
}

// Refuse returns the Problem that field was refused for reason.
func Refuse(field string, reason Reason) *Problem {
	return &Problem{Kind: Invalid, Field: field, Reason: reason}
}

// Error describes the problem without any value a caller sent.
func (p *Problem) Error() string {
	text := string(p.Kind)
	if p.Field != "" {
		text += ": " + p.Field
	}
	if p.Reason != "" {
		text += " is " + string(p.Reason)
	}
	if p.Cause != nil {
		text += ": " + p.Cause.Error()
	}
	return text
}

// Is reports whether target is the problem's kind.
func (p *Problem) Is(target error) bool { return target == p.Kind }

// Unwrap returns the cause.
func (p *Problem) Unwrap() error { return p.Cause }

// ReasonOf returns why err refused a value, or "" if it is not about one.
func ReasonOf(err error) Reason {
	var p *Problem
	if errors.As(err, &p) {
		return p.Reason
	}
	return ""
}
