package payway

import "latchkey/domain"

// What is wrong with a parameter. The first three are published; the format is
// printed the way the publisher's own server prints it, with every backslash
// of the pattern doubled before JSON doubles it again.
const (
	textRequired  = `Parameter is required`
	textEmailForm = `Parameter must match format (?i-mx:\\A[\\w+\\-.]+@[a-z\\d\\-]+(\\.[a-z]+)*\\.[a-z]+\\z)`
	textIDForm    = `Parameter must match format (?i-mx:^[a-f\\d]{24}$)`

	textTooLong     = `Parameter must not be longer than 1024 characters`
	textNoString    = `Parameter must be a string`
	textNoObject    = `Parameter must be an object`
	textNoEmail     = `Parameter must be an e-mail address`
	textNoURL       = `Parameter must be an absolute http or https URI`
	textOtherOrigin = `Parameter must lead to an origin that the project allows`
	textNoIP        = `Parameter must be an IPv4 or IPv6 address`
	textBadCode     = `Parameter is invalid or has expired`
)

// passwordText says why a new password was refused.
func passwordText(reason domain.Reason) string {
	switch reason {
	case domain.TooShort:
		return `Parameter must be at least 8 characters long`
	case domain.TooLong:
		return `Parameter must not be longer than 1024 bytes`
	case domain.TooObvious:
		return `Parameter must not be the address of the account or the name of the shop`
	}
	return `Parameter must not be one of the passwords that are tried first`
}
