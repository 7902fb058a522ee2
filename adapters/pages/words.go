package pages

import "latchkey/domain"

const (
	wordsNoCode    = "Enter the code from your mail: 26 letters and digits."
	wordsWrongCode = "We do not know this code. Compare it with the one in your mail."
	wordsMismatch  = "The two passwords are not the same. Type both once more."
	wordsNoAddress = "This does not look like an email address. It should look like name@example.com."
	wordsTooLong   = "This address is too long to be an email address."
)

// passwordWords says why a password was refused and what to do about it.
func passwordWords(reason domain.Reason) string {
	switch reason {
	case domain.TooShort:
		return "This password is too short. Use at least 8 characters."
	case domain.TooLong:
		return "This password is too long. Use fewer than 1,000 characters."
	case domain.TooCommon:
		return "Many people use this password, so it is easily guessed. Choose another one."
	case domain.TooObvious:
		return "This password is your address or the shop's name. Choose one that nobody can guess."
	}
	return "This password cannot be used. Choose another one."
}

func addressWords(reason domain.Reason) string {
	if reason == domain.TooLong {
		return wordsTooLong
	}
	return wordsNoAddress
}
