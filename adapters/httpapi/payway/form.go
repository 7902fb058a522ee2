package payway

import (
	"encoding/base64"
	"net/url"
	"strings"
	"unicode/utf8"

	"latchkey/adapters/httpapi"
)

// form is a body of form fields that can be read one way only.
type form []formField

type formField struct{ name, value string }

// readForm reads application/x-www-form-urlencoded. A name may be there once,
// whether it is known or not (RFC 6749 §3.2).
func readForm(body []byte) (form, error) {
	var f form
	for pair := range strings.SplitSeq(string(body), "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		name, ok1 := unescape(name)
		value, ok2 := unescape(value)
		switch {
		case !ok1 || !ok2:
			return nil, invalidRequest("The request body must be a form in valid UTF-8 without NUL characters")
		case f.has(name):
			return nil, invalidRequest(textRepeated)
		case len(f) == httpapi.MaxMembers:
			return nil, invalidRequest("The request body must not have more than 32 parameters")
		}
		f = append(f, formField{name: name, value: value})
	}
	return f, nil
}

func unescape(text string) (string, bool) {
	plain, err := url.QueryUnescape(text)
	return plain, err == nil && utf8.ValidString(plain) && strings.IndexByte(plain, 0) < 0
}

func (f form) has(name string) bool {
	for i := range f {
		if f[i].name == name {
			return true
		}
	}
	return false
}

// get returns a parameter's value; one without a value counts as left out.
func (f form) get(name string) string {
	for i := range f {
		if f[i].name == name {
			return f[i].value
		}
	}
	return ""
}

// readBasic reads id and secret from HTTP Basic credentials, each of which is
// form-encoded in there (RFC 6749 §2.3.1).
func readBasic(credentials string) (id, secret string, ok bool) {
	decoded, err := base64.StdEncoding.Strict().DecodeString(credentials)
	if err != nil {
		return "", "", false
	}
	id, secret, found := strings.Cut(string(decoded), ":")
	id, ok1 := unescape(id)
	secret, ok2 := unescape(secret)
	return id, secret, found && ok1 && ok2
}
