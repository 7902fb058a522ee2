package httpapi

import "github.com/go-json-experiment/json/jsontext"

// AppendText appends text as a JSON string, for answers that are put together
// by hand. It cannot fail for text that is UTF-8, and all of ours is.
func AppendText(dst []byte, text string) []byte {
	quoted, err := jsontext.AppendQuote(dst, text)
	if err != nil {
		return append(dst, `""`...)
	}
	return quoted
}
