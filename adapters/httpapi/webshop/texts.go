package webshop

import "latchkey/domain"

// passwordText says why a new password was refused for what it is.
func passwordText(reason domain.Reason) string {
	switch reason {
	case domain.TooShort:
		return "The password field must be at least 8 characters."
	case domain.TooLong:
		return "The password field must not be greater than 191 characters."
	case domain.TooObvious:
		return "The password must not be your email address or the name of the shop."
	}
	return "The password is one of those that are tried first. Please choose another one."
}
