package apidocs

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// resource is something to be sent as it is: nothing in it depends on who asks.
type resource struct {
	kind    string
	policy  string // its Content-Security-Policy
	caching string // its Cache-Control
	load    func() (*content, error)
}

// content is a resource once it was needed.
type content struct {
	plain  []byte
	tag    string // of the plain bytes, without quotes
	zipped func() []byte
}

const (
	askEachTime = "no-cache" // may be kept, but must be asked for
	keepForever = "public, max-age=31536000, immutable"
	keepNowhere = "no-store"
)

func contentOf(plain []byte) *content {
	return &content{plain: plain, tag: fingerprint(plain), zipped: sync.OnceValue(func() []byte { return zip(plain) })}
}

func fingerprint(content []byte) string {
	sum := sha256.Sum256(content)
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}

func zip(plain []byte) []byte {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = w.Write(plain) // a buffer takes everything
	_ = w.Close()
	return packed.Bytes()
}

// send writes the resource, or that the caller has it already. The two codings
// have validators of their own, as strong ones must.
func (s *resource) send(w http.ResponseWriter, r *http.Request) {
	c, err := s.load()
	if err != nil {
		refuse(w, http.StatusInternalServerError, "This part of the documentation cannot be shown.")
		return
	}
	h := w.Header()
	h.Set("Content-Security-Policy", s.policy)
	h.Set("Cache-Control", s.caching)
	h.Set("Vary", "Accept-Encoding")
	body, tag := c.plain, `"`+c.tag+`"`
	if takesGzip(r.Header.Values("Accept-Encoding")) {
		body, tag = c.zipped(), `"`+c.tag+`-gzip"`
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("ETag", tag)
	if isKnown(r.Header.Values("If-None-Match"), tag) {
		h.Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", s.kind)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // a reader who left needs no answer
	}
}

// isKnown reports whether tag is in a list of If-None-Match, which compares
// weakly.
func isKnown(lists []string, tag string) bool {
	for _, list := range lists {
		for one := range strings.SplitSeq(list, ",") {
			one = strings.TrimSpace(one)
			if one == "*" || strings.TrimPrefix(one, "W/") == tag {
				return true
			}
		}
	}
	return false
}

// takesGzip reports whether gzip is named with any weight but none.
func takesGzip(lists []string) bool {
	for _, list := range lists {
		for coding := range strings.SplitSeq(strings.ToLower(list), ",") {
			name, weight, _ := strings.Cut(strings.ReplaceAll(coding, " ", ""), ";")
			if name == "gzip" {
				q, err := strconv.ParseFloat(strings.TrimPrefix(weight, "q="), 64)
				return weight == "" || err == nil && q > 0
			}
		}
	}
	return false
}
