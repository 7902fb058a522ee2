package httpapi_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/netip"
	"strings"
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
		for _, name := range forwardingHeaders {
			header.Set(name, "203.0.113.7")
		}
		if got := (httpapi.Addresses{}).Client(&http.Request{RemoteAddr: peer, Header: header}); got != want {
			t.Errorf("%q is %q, want %q", peer, got, want)
		}
	}
}

var forwardingHeaders = []string{"X-Forwarded-For", "X-Real-Ip", "True-Client-Ip", "Cf-Connecting-Ip", "Forwarded", "X-Client-Ip", "X-Cluster-Client-Ip", "Fastly-Client-Ip"}

// behind are the addresses of a server behind two proxies, one of which is on
// the same machine.
var behind = httpapi.Addresses{Trusted: []netip.Prefix{
	netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("127.0.0.1/32"), netip.MustParsePrefix("2001:db8:ffff::/48"),
	netip.MustParsePrefix("fe80::/10"),
}}

// proxyRows are calls whose forwarding headers may be believed, or not.
var proxyRows = []struct {
	peer      string
	plain     []string // X-Forwarded-For
	structure []string // Forwarded
	want      string
}{
	// the peer is no proxy of ours
	{"203.0.113.9", []string{"198.51.100.1"}, nil, "203.0.113.9"},
	{"203.0.113.9", nil, []string{"for=198.51.100.1"}, "203.0.113.9"},
	{"11.0.0.1", []string{"10.0.0.1"}, nil, "11.0.0.1"},
	{"2001:db8:fffe::1", []string{"198.51.100.1"}, nil, "2001:db8:fffe::/64"},
	// the zone of a peer says where it is on this machine, not who it is
	{"fe80::1%eth0", []string{"198.51.100.1"}, nil, "198.51.100.1"},
	// the right-most hop that is none
	{"10.0.0.1", nil, nil, "10.0.0.1"},
	{"10.0.0.1", []string{"198.51.100.1"}, nil, "198.51.100.1"},
	{"::ffff:10.0.0.1", []string{"198.51.100.1"}, nil, "198.51.100.1"},
	{"2001:db8:ffff::9", []string{"198.51.100.1"}, nil, "198.51.100.1"},
	{"127.0.0.1", []string{"1.1.1.1, 198.51.100.1"}, nil, "198.51.100.1"},
	{"127.0.0.1", []string{"1.1.1.1,198.51.100.1 ,10.1.2.3"}, nil, "198.51.100.1"},
	{"127.0.0.1", []string{"1.1.1.1", "198.51.100.1", "10.1.2.3"}, nil, "198.51.100.1"},
	{"127.0.0.1", []string{"198.51.100.1, 1.1.1.1"}, nil, "1.1.1.1"},
	{"10.0.0.1", []string{"2001:db8:1:2:3::4"}, nil, "2001:db8:1:2::/64"},
	{"10.0.0.1", []string{"::ffff:198.51.100.1"}, nil, "198.51.100.1"},
	{"10.0.0.1", []string{"198.51.100.1:5555"}, nil, "198.51.100.1"},
	{"10.0.0.1", []string{"[2001:db8:1:2::4]:5555"}, nil, "2001:db8:1:2::/64"},
	{"10.0.0.1", []string{"[2001:db8:1:2::4]"}, nil, "2001:db8:1:2::/64"},
	{"10.0.0.1", []string{"10.3.3.3, 10.2.2.2"}, nil, "10.3.3.3"}, // all of them ours: the first
	// hops that cannot be read end the walk where they stand
	{"10.0.0.1", []string{"unknown"}, nil, "10.0.0.1"},
	{"10.0.0.1", []string{""}, nil, "10.0.0.1"},
	{"10.0.0.1", []string{"198.51.100.1, "}, nil, "10.0.0.1"},
	{"10.0.0.1", []string{"198.51.100.1, x, 10.2.2.2"}, nil, "10.2.2.2"},
	{"10.0.0.1", []string{"198.51.100.01"}, nil, "10.0.0.1"},
	{"10.0.0.1", []string{"fe80::1%eth0"}, nil, "10.0.0.1"},
	{"10.0.0.1", []string{"198.51.100.1/32"}, nil, "10.0.0.1"},
	{"10.0.0.1", []string{"198.51.100.1\r\nX: y"}, nil, "10.0.0.1"},
	{"10.0.0.1", []string{`"198.51.100.1"`}, nil, "10.0.0.1"},
	{"10.0.0.1", []string{"198.51.100.1" + strings.Repeat(",10.0.0.2", 16)}, nil, "10.0.0.2"}, // too many proxies
	{"10.0.0.1", []string{"198.51.100.1" + strings.Repeat(",10.0.0.2", 15)}, nil, "198.51.100.1"},
	// RFC 7239
	{"10.0.0.1", nil, []string{"for=198.51.100.1"}, "198.51.100.1"},
	{"10.0.0.1", nil, []string{"For=\"198.51.100.1:80\" ; Proto=https;by=203.0.113.43"}, "198.51.100.1"},
	{"10.0.0.1", nil, []string{`for="[2001:db8:cafe::17]:4711"`}, "2001:db8:cafe::/64"},
	{"10.0.0.1", nil, []string{"for=1.1.1.1, for=198.51.100.1;proto=http , for=10.2.2.2"}, "198.51.100.1"},
	{"10.0.0.1", nil, []string{"for=1.1.1.1", "for=198.51.100.1"}, "198.51.100.1"},
	{"10.0.0.1", nil, []string{`for="a,b;c\"d", for=198.51.100.1`}, "198.51.100.1"},
	{"10.0.0.1", nil, []string{"proto=http"}, "10.0.0.1"},
	{"10.0.0.1", nil, []string{"for=198.51.100.1, proto=http"}, "10.0.0.1"},
	{"10.0.0.1", nil, []string{"for=unknown"}, "10.0.0.1"},
	{"10.0.0.1", nil, []string{"for=198.51.100.1, for=_hidden, for=10.2.2.2"}, "10.2.2.2"},
	{"10.0.0.1", nil, []string{""}, "10.0.0.1"},
	{"10.0.0.1", nil, []string{`for="\198.51.100.1"`}, "10.0.0.1"},
	// what cannot be read anywhere spoils all of it
	{"10.0.0.1", nil, []string{`x=", for=198.51.100.1`}, "10.0.0.1"},
	{"10.0.0.1", nil, []string{`for=1.1.1.1;x=", for="[2001:db8::1]"`}, "10.0.0.1"},
	{"10.0.0.1", nil, []string{"for=198.51.100.1;for=1.1.1.1"}, "10.0.0.1"},
	{"10.0.0.1", nil, []string{"for=2001:db8::1"}, "10.0.0.1"},
	{"10.0.0.1", nil, []string{"for = 198.51.100.1"}, "10.0.0.1"},
	{"10.0.0.1", nil, []string{"for=198.51.100.1 x"}, "10.0.0.1"},
	{"10.0.0.1", nil, []string{"for", "for=198.51.100.1"}, "10.0.0.1"},
	{"10.0.0.1", nil, []string{`for="198.51.100.1"x`}, "10.0.0.1"},
	{"10.0.0.1", nil, []string{`for="198.51.100.1\`}, "10.0.0.1"},
	{"10.0.0.1", nil, []string{"=198.51.100.1"}, "10.0.0.1"},
	// both headers: a client can write the one its proxy does not
	{"10.0.0.1", []string{"198.51.100.1"}, []string{"for=198.51.100.1"}, "198.51.100.1"},
	{"10.0.0.1", []string{"198.51.100.1, 10.2.2.2"}, []string{"for=198.51.100.1"}, "198.51.100.1"},
	{"10.0.0.1", []string{"198.51.100.1"}, []string{"for=1.1.1.1"}, "10.0.0.1"},
	{"10.0.0.1", []string{"1.1.1.1"}, []string{"for=198.51.100.1"}, "10.0.0.1"},
	{"10.0.0.1", []string{"198.51.100.1"}, []string{`"`}, "10.0.0.1"},
}

func TestForwardingHeaders(t *testing.T) {
	for _, test := range proxyRows {
		r := &http.Request{RemoteAddr: netip.AddrPortFrom(netip.MustParseAddr(test.peer), 1234).String(), Header: http.Header{"X-Real-Ip": {"9.9.9.9"}}}
		if test.plain != nil {
			r.Header["X-Forwarded-For"] = test.plain
		}
		if test.structure != nil {
			r.Header["Forwarded"] = test.structure
		}
		if got := behind.Client(r); got != test.want {
			t.Errorf("from %s, X-Forwarded-For %q, Forwarded %q: %q, want %q", test.peer, test.plain, test.structure, got, test.want)
		}
	}
}

// TestInventedHeadersChangeNothing (A22): a thousand calls of one client with
// whatever it likes to say are one caller, without a proxy and behind one.
func TestInventedHeadersChangeNothing(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 22))
	address := func() string {
		return fmt.Sprintf("%d.%d.%d.%d", random.IntN(256), random.IntN(256), random.IntN(256), random.IntN(256))
	}
	direct, proxied := map[string]int{}, map[string]int{}
	for range 1000 {
		header := http.Header{}
		for _, name := range forwardingHeaders {
			if random.IntN(2) == 0 {
				header.Set(name, address())
			}
		}
		if header.Get("Forwarded") != "" {
			header.Set("Forwarded", "for="+address())
		}
		direct[behind.Client(&http.Request{RemoteAddr: "203.0.113.7:1000", Header: header})]++
		header.Del("Forwarded") // see TestForwardingHeaders for both
		header.Set("X-Forwarded-For", strings.TrimPrefix(header.Get("X-Forwarded-For")+", 203.0.113.7", ", "))
		proxied[behind.Client(&http.Request{RemoteAddr: "10.0.0.1:1000", Header: header})]++
	}
	if direct["203.0.113.7"] != 1000 || proxied["203.0.113.7"] != 1000 {
		t.Errorf("callers %v, behind a proxy %v", direct, proxied)
	}
}

// TestAddressesOfOneNetwork (A23): 10^5 addresses of a /64 are one caller.
func TestAddressesOfOneNetwork(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 23))
	callers := map[string]int{}
	for range 100_000 {
		address := netip.MustParseAddr("2001:db8:1:2::").As16()
		for i := 8; i < 16; i++ {
			address[i] = byte(random.Uint32())
		}
		callers[httpapi.Addresses{}.Client(&http.Request{RemoteAddr: netip.AddrPortFrom(netip.AddrFrom16(address), 1).String()})]++
	}
	if len(callers) != 1 {
		t.Errorf("%d callers, want 1", len(callers))
	}
}

// FuzzForwardingHeaders: whatever they say, the caller is an address in the
// form that budgets know, and never a trusted proxy's word turned into text.
func FuzzForwardingHeaders(f *testing.F) {
	for _, test := range proxyRows {
		f.Add(strings.Join(test.plain, ","), strings.Join(test.structure, ","))
	}
	f.Fuzz(func(t *testing.T, plain, structured string) {
		r := &http.Request{RemoteAddr: "10.0.0.1:1234", Header: http.Header{"X-Forwarded-For": {plain}, "Forwarded": {structured}}}
		got := behind.Client(r)
		if prefix, err := netip.ParsePrefix(got); err == nil {
			if prefix.Bits() != 64 || prefix.Masked() != prefix || prefix.String() != got {
				t.Errorf("caller %q", got)
			}
		} else if address, err := netip.ParseAddr(got); err != nil || !address.Is4() || address.String() != got {
			t.Errorf("caller %q", got)
		}
	})
}
