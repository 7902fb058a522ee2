package webshop

import (
	"strconv"
	"strings"

	"latchkey/adapters/httpapi"
)

// integer reads a whole number that fits in 64 bits: a JSON number, whichever
// way it is written, or a string that holds one in its plainest form.
func integer(v httpapi.Value) (int64, bool) {
	switch v.Kind {
	case '0':
		return wholeNumber(v.Text)
	case '"':
		text := trim(v.Text)
		n, err := strconv.ParseInt(text, 10, 64)
		return n, err == nil && strconv.FormatInt(n, 10) == text
	}
	return 0, false
}

// wholeNumber reads a JSON number exactly: 1.0 and 10e-1 are 1, and 1.5 is
// none. Nothing is computed in floating point, which would round large ids
// onto others.
func wholeNumber(text string) (int64, bool) {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n, true
	}
	digits, negative := strings.CutPrefix(text, "-")
	digits, exponent := splitExponent(digits)
	whole, fraction, _ := strings.Cut(digits, ".")
	digits = strings.TrimLeft(whole+fraction, "0")
	if digits == "" {
		return 0, true
	}
	trimmed := strings.TrimRight(digits, "0")
	zeros := exponent - len(fraction) + len(digits) - len(trimmed)
	if zeros < 0 || zeros+len(trimmed) > len("9223372036854775807") {
		return 0, false
	}
	digits = trimmed + strings.Repeat("0", zeros)
	if negative {
		digits = "-" + digits
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	return n, err == nil
}

// splitExponent parts a number from its power of ten. One that is out of any
// sensible range becomes one that no number is whole or small enough with.
func splitExponent(text string) (digits string, exponent int) {
	i := strings.IndexAny(text, "eE")
	if i < 0 {
		return text, 0
	}
	exponent, err := strconv.Atoi(text[i+1:])
	const beyond = 1 << 20 // more than a body has digits
	if err != nil || exponent > beyond || exponent < -beyond {
		exponent = beyond
		if text[i+1] == '-' {
			exponent = -beyond
		}
	}
	return text[:i], exponent
}
