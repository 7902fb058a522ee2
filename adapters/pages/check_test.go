package pages_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"testing"
	"time"

	"latchkey/domain"
)

func TestCheck(t *testing.T) {
	w := newWorld(t)
	live := w.mint(domain.TokenLive)
	w.advance(17*time.Minute + 500*time.Millisecond)
	known := func(state string) map[string]any {
		return map[string]any{"state": state, "shop": "Berta's Books", "shop_url": "https://berta.example/account", "back": "Berta's Books"}
	}
	wantLive := known("live")
	wantLive["email"], wantLive["seconds_left"] = jane, 42.0*60+59
	for _, c := range []struct {
		name, token string
		want        map[string]any
	}{
		{"live", live, wantLive},
		{"expired", w.mint(domain.TokenExpired), known("expired")},
		{"spent", w.mint(domain.TokenSpent), known("spent")},
		{"revoked", w.mint(domain.TokenRevoked), known("revoked")},
		{"unknown", w.mint(domain.TokenUnknown), map[string]any{"state": "unknown"}},
		{"malformed", "<script>", map[string]any{"state": "unknown"}},
		{"missing", "", map[string]any{"state": "unknown"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			answer := w.post("/reset/check", "token", c.token)
			answer.want(t, 200)
			var got map[string]any
			if err := json.Unmarshal([]byte(answer.body), &got); err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
			if got, want := answer.Header.Get("Content-Type"), "application/json"; got != want {
				t.Errorf("Content-Type: got %q, want %q", got, want)
			}
		})
	}
	if w.rows() != 0 {
		t.Error("looking changed something")
	}
}

func TestCheckInTrouble(t *testing.T) {
	w := newWorld(t)
	w.store.inspectErr = errors.New("secret inside")
	w.post("/reset/check", "token", w.mint(domain.TokenLive)).want(t, 500, `{"error":"Internal Server Error"}`)
	w.store.inspectErr = domain.Unavailable
	answer := w.post("/reset/check", "token", w.mint(domain.TokenLive))
	answer.want(t, 503, `{"error":"Service Unavailable"}`)
	if got := answer.Header.Get("Retry-After"); got != "5" {
		t.Errorf("Retry-After: got %q, want 5", got)
	}
}

// A shop URL ends up in a link: nothing but web addresses may get there.
func TestShopURLIsAWebAddressOrNothing(t *testing.T) {
	w := newWorld(t, generous)
	for _, url := range []string{"javascript:alert(1)", "data:text/html,x", "//evil.example", "", "https://", "vbscript:x", "berta.example"} {
		token := w.mint(domain.TokenLive)
		parsed, _ := domain.ParseResetToken(token)
		w.store.holders[parsed.Hash()].Project.ShopURL = url
		w.store.projects[0].ShopURL = url
		if body := w.post("/reset/check", "token", token).body; json.Valid([]byte(body)) && containsKey(body, "shop_url") {
			t.Errorf("%q is handed out: %s", url, body)
		}
		w.get("/reset/done?project=7").want(t, 200, "Go back to the shop and sign in")
	}
}

func containsKey(body, key string) bool {
	var fields map[string]any
	_ = json.Unmarshal([]byte(body), &fields)
	_, found := fields[key]
	return found
}
