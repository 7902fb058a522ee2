package payway_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"time"

	"latchkey/app"
	"latchkey/domain"
)

var (
	unauthorized = other("unauthorized", "A valid access token is required")
	overLimit    = other("rate_limit_exceeded", "Too many requests")
)

// TestTokensThatDoNotWork (A43): whatever is wrong with a token, the answer is
// the same, and nothing is recorded.
func TestTokensThatDoNotWork(t *testing.T) {
	h := open(t)
	expired, revoked := h.token(h.plain), h.client(app.NewClient{Project: 1, Scopes: domain.Scopes{domain.AccountWrite}})
	revokedToken := h.token(revoked)
	h.clock.advance(domain.AccessTokenLifetime - time.Millisecond)
	h.post(requestPath, goodRequest, "Authorization", "Bearer "+expired).check(204, "")
	h.clock.advance(time.Millisecond)
	h.must(h.clients.Revoke(t.Context(), revoked.ID))
	fresh := h.token(h.plain)
	h.requests.taken()
	for name, authorization := range map[string]string{
		"expired access token":             "Bearer " + expired,
		"API token of a revoked client":    bearer(revoked),
		"access token of a revoked client": "Bearer " + revokedToken,
		"client secret":                    "Bearer " + h.plain.ClientSecret.Reveal(),
		"client id":                        "Bearer " + h.plain.ID.String(),
		"unknown API token":                "Bearer lkt_" + strings.Repeat("0", 32),
		"unknown access token":             "Bearer lka_" + strings.Repeat("0", 32),
		"API token as access token":        "Bearer lka_" + strings.TrimPrefix(h.plain.APIToken.Reveal(), "lkt_"),
		"access token as API token":        "Bearer lkt_" + strings.TrimPrefix(fresh, "lka_"),
		"nonsense":                         "Bearer " + canary,
		"Basic":                            basic(h.plain.ID.String(), h.plain.ClientSecret.Reveal()),
	} {
		got := h.post(requestPath, goodRequest, "Authorization", authorization)
		got.check(401, unauthorized)
		if challenge := got.header["Www-Authenticate"]; len(challenge) != 1 || challenge[0] != `Bearer realm="latchkey", error="invalid_token"` {
			t.Errorf("%s: challenged with %q", name, challenge)
		}
	}
	got := h.post(requestPath, goodRequest, "Authorization", "")
	got.check(401, unauthorized)
	if challenge := got.header.Get("Www-Authenticate"); challenge != `Bearer realm="latchkey"` {
		t.Errorf("no token: challenged with %q", challenge)
	}
	got = h.post(requestPath, goodRequest, "Authorization", bearer(h.weak))
	got.check(403, other("insufficient_scope", "The access token does not hold the scope /external/account/w"))
	if challenge := got.header.Get("Www-Authenticate"); challenge != `Bearer realm="latchkey", error="insufficient_scope", scope="/external/account/w"` {
		t.Errorf("no scope: challenged with %q", challenge)
	}
	if rows := h.requests.taken(); len(rows) != 0 {
		t.Errorf("%d requests were recorded", len(rows))
	}
}

// TestLimitOfAClient: 600 calls a minute, whatever comes of them, over all
// operations and from wherever.
func TestLimitOfAClient(t *testing.T) {
	h := open(t)
	for i := range 600 {
		switch i % 4 {
		case 0:
			h.post(requestPath, goodRequest).check(204, "")
		case 1:
			h.post(customPath, `{}`).check(400, wrong("email", isRequired))
		case 2:
			h.post(completePath, `[`, "Content-Type", "text/plain").check(400, other("invalid_content_type_error", "Content-Type must be application/json"))
		case 3:
			h.post(createPath, goodRequest).check(403, other("forbidden", "This client may not have confirmation codes handed to it"))
		}
	}
	h.clock.advance(10*time.Second + time.Millisecond)
	got := h.post(requestPath, goodRequest)
	got.check(429, overLimit)
	if got.header.Get("Retry-After") != "50" {
		t.Errorf("headers %v", got.header)
	}
	h.post(requestPath, goodRequest, "Authorization", "Bearer "+h.token(h.plain)).check(429, overLimit) // another token of its own
	h.post(requestPath, goodRequest, "Authorization", bearer(h.nosy)).check(204, "")                    // another client
	h.clock.advance(50 * time.Second)
	h.post(requestPath, goodRequest).check(204, "")
}

// TestRefusedCallsAreNotForFree: without a client the address pays.
func TestRefusedCallsAreNotForFree(t *testing.T) {
	h := open(t)
	for i := range 600 {
		h.post(requestPath, goodRequest, "Authorization", "Bearer x"+strconv.Itoa(i)).check(401, unauthorized)
	}
	got := h.post(requestPath, goodRequest, "Authorization", "Bearer lka_"+strings.Repeat("0", 32))
	got.check(429, overLimit)
	if got.header.Get("Retry-After") != "60" || got.header.Get("Www-Authenticate") != "" {
		t.Errorf("headers %v", got.header)
	}
	h.post(requestPath, goodRequest).check(204, "")
}

// from makes a call without a token from an address.
func (h *house) from(peer string, headers ...string) reply {
	request := httptest.NewRequest(http.MethodPost, requestPath, nil)
	request.RemoteAddr = netip.AddrPortFrom(netip.MustParseAddr(peer), 1234).String()
	for i := 0; i < len(headers); i += 2 {
		request.Header.Add(headers[i], headers[i+1])
	}
	return h.serve(request)
}

// TestForwardingHeadersOfTrustedProxies (A22).
func TestForwardingHeadersOfTrustedProxies(t *testing.T) {
	h := open(t)
	h.front.Addresses.Trusted = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	for range 600 {
		h.from("10.0.0.1", "X-Forwarded-For", "1.1.1.1, 203.0.113.7").check(401, unauthorized)
	}
	h.from("10.0.0.1", "X-Forwarded-For", "2.2.2.2, 203.0.113.7").check(429, overLimit)
	h.from("203.0.113.7", "X-Forwarded-For", "2.2.2.2").check(429, overLimit)
	h.from("10.0.0.1", "X-Forwarded-For", "203.0.113.7, 2.2.2.2").check(401, unauthorized)
}

// TestNetworksOfOneSite (A23): the /64s of one /48 have 16 allowances together.
func TestNetworksOfOneSite(t *testing.T) {
	h := open(t)
	allowed := 0
	for i := range 700 {
		for j := range 16 {
			if h.from("2001:db8:1:"+strconv.FormatInt(int64(i*16+j), 16)+"::1").status == 401 {
				allowed++
			}
		}
	}
	if allowed != 16*600 {
		t.Errorf("%d calls of one /48 were allowed, want %d", allowed, 16*600)
	}
	h.from("2001:db8:2::1").check(401, unauthorized)
	got := h.from("2001:db8:1:ffff::1")
	got.check(429, overLimit)
	if got.header.Get("Retry-After") != "60" {
		t.Errorf("headers %v", got.header)
	}
}
