package webshop

import (
	"latchkey/adapters/httpapi"
	"latchkey/domain"
)

// bodyText says why a body could not be read.
func bodyText(reason httpapi.BodyError) string {
	switch reason {
	case httpapi.RepeatedName:
		return "The request body must not contain the same field twice."
	case httpapi.LookalikeName:
		return "The request body must not contain field names that differ only in letter case."
	case httpapi.BadText:
		return "The request body must be valid UTF-8 text without NUL characters."
	case httpapi.TooDeep:
		return "The request body must not be nested more than 8 levels deep."
	case httpapi.TooManyNames:
		return "The request body must not have more than 32 fields in an object."
	}
	return "The request body must be a JSON object."
}

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
