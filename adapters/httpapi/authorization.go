package httpapi

import (
	"net/http"
	"strings"
)

// maxAuthorization bounds the header that holds credentials, in bytes.
const maxAuthorization = 1024

// credentials returns what the Authorization header holds for scheme: the
// token68 of RFC 9110 §11.2. given reports that there is such a header at all;
// text is "" if it cannot be read one way only. Nothing of it goes anywhere
// else: not into an answer, not into the log.
func credentials(h http.Header, scheme string) (text string, given bool) {
	headers := h["Authorization"]
	if len(headers) == 0 {
		return "", false
	}
	name, text, _ := strings.Cut(headers[0], " ")
	text = strings.TrimLeft(text, " ")
	// Compared in ASCII: under Unicode folding other letters are an s, too.
	if len(headers) > 1 || len(headers[0]) > maxAuthorization || lowerASCII(name) != lowerASCII(scheme) || !isToken68(text) {
		return "", true
	}
	return text, true
}

func isToken68(text string) bool {
	body := strings.TrimRight(text, "=")
	for i := range len(body) {
		if !isAlphanumeric(body[i]) && strings.IndexByte("-._~+/", body[i]) < 0 {
			return false
		}
	}
	return body != ""
}

// The challenges of RFC 6750 §3; the last one wants a scope and a quotation mark.
const (
	noToken      = `Bearer realm="latchkey"`
	badToken     = `Bearer realm="latchkey", error="invalid_token"`
	missingScope = `Bearer realm="latchkey", error="insufficient_scope", scope="`
)
