package httpapi_test

import (
	"net/http"
	"testing"

	"latchkey/adapters/httpapi"
)

func TestClientAddress(t *testing.T) {
	tests := map[string]string{
		"192.0.2.1:80":                  "192.0.2.1",
		"[::ffff:192.0.2.1]:80":         "192.0.2.1",
		"[2001:db8:1:2:3:4:5:6]:80":     "2001:db8:1:2::/64",
		"[2001:db8:1:2:ffff::]:80":      "2001:db8:1:2::/64",
		"[2001:db8:1:3::]:80":           "2001:db8:1:3::/64",
		"[::1]:80":                      "::/64",
		"[fe80::1%eth0]:80":             "fe80::/64",
		"[64:ff9b::192.0.2.1]:80":       "64:ff9b::/64",
		"@":                             "unknown",
		"":                              "unknown",
		"192.0.2.1":                     "unknown",
		"[2001:db8::1%\r\nevil]:80 and": "unknown",
	}
	for peer, want := range tests {
		header := http.Header{}
		for _, name := range []string{"X-Forwarded-For", "X-Real-Ip", "True-Client-Ip", "Cf-Connecting-Ip", "Forwarded"} {
			header.Set(name, "203.0.113.7")
		}
		if got := httpapi.ClientAddress(&http.Request{RemoteAddr: peer, Header: header}); got != want {
			t.Errorf("%q is %q, want %q", peer, got, want)
		}
	}
}
