package httpapi

import (
	"mime"
	"net/http"
	"strings"
)

// announces reports whether the body is announced as plain media and nothing
// more: no other charset, no other parameter, no compression. A web page
// cannot send JSON across origins without asking first, which is what keeps
// forms of other sites out.
func announces(h http.Header, media string) bool {
	types := h["Content-Type"]
	if len(types) != 1 || !uncompressed(h) {
		return false
	}
	if types[0] == media {
		return true
	}
	got, params, err := mime.ParseMediaType(types[0])
	if err != nil || got != media {
		return false
	}
	charset, given := params["charset"]
	return len(params) == 0 || len(params) == 1 && given && strings.EqualFold(charset, "utf-8")
}

func uncompressed(h http.Header) bool {
	codings := h["Content-Encoding"]
	return len(codings) == 0 || len(codings) == 1 && strings.EqualFold(codings[0], "identity")
}
