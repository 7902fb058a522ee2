package cli_test

import (
	"strings"
	"testing"
	"time"

	"latchkey/adapters/cli"
	"latchkey/adapters/sqlite"
	"latchkey/app"
)

type credentialsJSON struct {
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret"`
	APIToken     string `json:"api_token"`
}

// works reports whether the API token opens anything.
func (d *desk) works(token string) (ok bool) {
	d.work(func(store *sqlite.Store) {
		clients := &app.Clients{Environment: d.environment(), Store: store.APIClients(), Tokens: store.AccessTokens()}
		_, err := clients.Bearer(d.t.Context(), token)
		ok = err == nil
	})
	return ok
}

func TestClientLife(t *testing.T) {
	d := newDesk(t)
	expect(t, d.ok("client", "list"), "There are no clients")
	var first, second credentialsJSON
	d.read(&first, "client", "add", "--project", "1", "--scope", "/external/account/w", "--reveal-unknown-accounts", "--may-mint-codes")
	if !strings.HasPrefix(first.ClientSecret, "lks_") || !d.works(first.APIToken) {
		t.Errorf("credentials = %+v, want some that work", first)
	}
	list := d.ok("client", "list", "--project", "1")
	expect(t, list, first.ClientID+"  1        active  /external/account/w\n  learns which addresses have no account\n  may mint codes\n")
	listed := d.ok("client", "list", "--json")
	expect(t, listed, `"scopes":["/external/account/w"]`, `"reveal_unknown_accounts":true`, `"may_mint_codes":true`, `"created_at":"2026-11-21T14:03:02.000Z"`)
	for _, secret := range []string{first.ClientSecret, first.APIToken, "lks_", "lkt_"} {
		if strings.Contains(list+listed, secret) {
			t.Errorf("a list shows a secret:\n%s%s", list, listed)
		}
	}
	d.read(&second, "client", "rotate", first.ClientID)
	if second.ClientID != first.ClientID || d.works(first.APIToken) || !d.works(second.APIToken) {
		t.Error("rotate did not replace the credentials")
	}
	d.now = d.now.Add(time.Hour)
	expect(t, d.ok("client", "revoke", first.ClientID), "is revoked")
	if d.works(second.APIToken) {
		t.Error("a revoked client still works")
	}
	expect(t, d.ok("client", "list", "--json"), `"revoked_at":"2026-11-21T15:03:02.000Z"`)
	if s := d.run("client", "rotate", first.ClientID); s.code != cli.ExitFailure || s.out != "" || !strings.Contains(s.err, "which is for good") {
		t.Errorf("rotating a revoked client: %+v", s)
	}
	expect(t, d.ok("client", "add", "--project", "1", "--scope", "/external/account/w"), "Its secret  lks_", "API token   lkt_", "they are not shown again")
}
