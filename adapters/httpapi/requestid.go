package httpapi

import (
	"context"
	"encoding/hex"
	"io"
	"net/http"
)

// RequestID returns the id of the request ctx belongs to, as its answer shows
// it in X-Request-Id, or "" if there is none.
func RequestID(ctx context.Context) string {
	switch of := ctx.Value(callKey{}).(type) {
	case *Call:
		return of.shown[0]
	case string:
		return of
	}
	return ""
}

// mintRequestID draws an id: 20 hexadecimal digits. Ids are for finding log
// lines: without entropy they are all the same, and nothing else fails.
func mintRequestID(entropy io.Reader, seed *[10]byte) string {
	_, _ = io.ReadFull(entropy, seed[:])
	return hex.EncodeToString(seed[:])
}

// Identified gives every request to next an id like those of the dialects, and
// its answer the header that shows it.
func Identified(entropy io.Reader, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := mintRequestID(entropy, new([10]byte))
		w.Header()["X-Request-Id"] = []string{id}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), callKey{}, id)))
	})
}
