package shophashes

import (
	"strconv"
	"strings"
)

// itoa64 is the alphabet of crypt and phpass; bcrypt uses the same characters
// in another order.
const itoa64 = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// isOf reports whether text is made of these characters only.
func isOf(alphabet, text string) bool {
	return strings.Trim(text, alphabet) == ""
}

// number reads digits the way they are printed: no sign, no leading zero, and
// no more than 2,147,483,647.
func number(digits string) (n int, ok bool) {
	read, err := strconv.ParseInt(digits, 10, 32)
	if err != nil || read < 0 || strconv.FormatInt(read, 10) != digits {
		return 0, false
	}
	return int(read), true
}

// isHex reports whether text is n bytes in lower-case hexadecimal digits.
func isHex(text string, n int) bool {
	return len(text) == 2*n && isOf("0123456789abcdef", text)
}

// isPrintable reports whether text is printable ASCII without spaces.
func isPrintable(text string) bool {
	for i := range len(text) {
		if text[i] <= ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}

// trim does what PHP's trim does.
func trim(password string) string { return strings.Trim(password, " \n\r\t\v\x00") }
