package app_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"latchkey/app"
	"latchkey/domain"
	"latchkey/ports"
)

var write = domain.Scopes{domain.AccountWrite}

// clients is the use case over the house's database.
func (h *house) clients() *app.Clients {
	env := h.resets.Environment
	return &app.Clients{Environment: env, Store: h.store.APIClients(), Tokens: h.store.AccessTokens()}
}

func createClient(t *testing.T, clients *app.Clients, n app.NewClient) app.Credentials {
	t.Helper()
	made, err := clients.Create(t.Context(), n)
	must(t, err)
	return made
}

func askFor(c app.Credentials, scope string) app.TokenAsk {
	return app.TokenAsk{ClientID: c.ID.String(), ClientSecret: c.ClientSecret.Reveal(), Scope: scope}
}

// TestTokensOfAClient: both sorts show who calls, each with its own rights.
func TestTokensOfAClient(t *testing.T) {
	h := newHouse(t)
	clients := h.clients()
	made := createClient(t, clients, app.NewClient{Project: 1, Scopes: write, MayMintCodes: true})
	if made.APIToken.Reveal() == made.ClientSecret.Reveal() {
		t.Fatal("one secret for two purposes")
	}
	granted, err := clients.IssueToken(t.Context(), askFor(made, ""))
	if err != nil || granted.Lifetime != 2*time.Hour || granted.Scopes.String() != "/external/account/w" {
		t.Fatalf("granted %+v, %v", granted, err)
	}
	for _, token := range []domain.Secret{made.APIToken, granted.Token} {
		bearer, err := clients.Bearer(t.Context(), token.Reveal())
		if err != nil || bearer.Client.ID != made.ID || bearer.Client.ProjectID != 1 || !bearer.Client.MayMintCodes ||
			bearer.Client.RevealUnknownAccounts || !bearer.Scopes.Has(domain.AccountWrite) {
			t.Errorf("bearer %+v, %v", bearer, err)
		}
	}
	for _, secret := range []domain.Secret{made.APIToken, made.ClientSecret, granted.Token} {
		if strings.Contains(h.log.String(), secret.Reveal()) {
			t.Error("a secret is in the log")
		}
	}
}

func TestScopesOfATokenAreAtMostTheClients(t *testing.T) {
	h := newHouse(t)
	clients := h.clients()
	full := createClient(t, clients, app.NewClient{Project: 1, Scopes: write})
	none := createClient(t, clients, app.NewClient{Project: 1})
	for _, c := range []struct {
		client app.Credentials
		scope  string
		want   string
		reason domain.Reason
	}{
		{full, "", "/external/account/w", ""}, {full, "/external/account/w", "/external/account/w", ""}, {none, "", "", ""},
		{none, "/external/account/w", "", domain.Unknown}, {full, "admin", "", domain.Unknown}, {full, "/external/account/w admin", "", domain.Unknown},
		{full, strings.Repeat("x", 2000), "", domain.TooLong},
	} {
		granted, err := clients.IssueToken(t.Context(), askFor(c.client, c.scope))
		if granted.Scopes.String() != c.want || domain.ReasonOf(err) != c.reason || (err == nil) != (c.reason == "") {
			t.Errorf("%.40q: %+v, %v, want %q, %q", c.scope, granted, err, c.want, c.reason)
		}
		if err == nil {
			bearer, err := clients.Bearer(t.Context(), granted.Token.Reveal())
			if err != nil || bearer.Scopes.String() != c.want {
				t.Errorf("%q: bearer %+v, %v", c.scope, bearer, err)
			}
		}
	}
}

// TestAccessTokenExpires at exactly two hours, to the millisecond.
func TestAccessTokenExpires(t *testing.T) {
	for after, live := range map[time.Duration]bool{2*time.Hour - time.Millisecond: true, 2 * time.Hour: false, 2*time.Hour + time.Millisecond: false, -2 * time.Minute: false} {
		for _, used := range []bool{false, true} { // what is remembered must expire, too
			h := newHouse(t)
			clients := h.clients()
			made := createClient(t, clients, app.NewClient{Project: 1, Scopes: write})
			granted, err := clients.IssueToken(t.Context(), askFor(made, ""))
			must(t, err)
			if used {
				_, err := clients.Bearer(t.Context(), granted.Token.Reveal())
				must(t, err)
			}
			h.clock.advance(after)
			if _, err := clients.Bearer(t.Context(), granted.Token.Reveal()); (err == nil) != live || err != nil && !errors.Is(err, domain.Unauthenticated) {
				t.Errorf("after %v, used %v: %v", after, used, err)
			}
			if _, err := clients.Bearer(t.Context(), made.APIToken.Reveal()); err != nil {
				t.Errorf("the API token after %v: %v", after, err)
			}
		}
	}
}

// TestRevocationIsAtOnce: no clock moves between a use and its refusal.
func TestRevocationIsAtOnce(t *testing.T) {
	h := newHouse(t)
	clients := h.clients()
	made := createClient(t, clients, app.NewClient{Project: 1, Scopes: write})
	other := createClient(t, clients, app.NewClient{Project: 1, Scopes: write})
	granted, err := clients.IssueToken(t.Context(), askFor(made, ""))
	must(t, err)
	tokens := []string{made.APIToken.Reveal(), granted.Token.Reveal()}
	for _, token := range tokens {
		_, err := clients.Bearer(t.Context(), token)
		must(t, err)
	}
	must(t, clients.Revoke(t.Context(), made.ID))
	revoked := h.clock.Now()
	for _, token := range tokens {
		if _, err := clients.Bearer(t.Context(), token); !errors.Is(err, domain.Unauthenticated) {
			t.Errorf("after it was revoked: %v", err)
		}
	}
	if _, err := clients.IssueToken(t.Context(), askFor(made, "")); !errors.Is(err, domain.Unauthenticated) {
		t.Errorf("a new token after it was revoked: %v", err)
	}
	if _, err := clients.Bearer(t.Context(), other.APIToken.Reveal()); err != nil {
		t.Errorf("another client: %v", err)
	}
	h.clock.advance(time.Hour)
	must(t, clients.Revoke(t.Context(), made.ID))
	if client, err := h.store.APIClients().ByID(t.Context(), made.ID); err != nil || !client.RevokedAt.Equal(revoked) {
		t.Errorf("revoked at %v, %v, want the first time, %v", client.RevokedAt, err, revoked)
	}
	if err := clients.Revoke(t.Context(), domain.ClientID{9}); !errors.Is(err, domain.NotFound) {
		t.Errorf("no client: %v", err)
	}
}

// TestRotationEndsWhatTheOldSecretGot: whoever found the old one out keeps
// nothing of it.
func TestRotationEndsWhatTheOldSecretGot(t *testing.T) {
	h := newHouse(t)
	clients := h.clients()
	made := createClient(t, clients, app.NewClient{Project: 1, Scopes: write})
	granted, err := clients.IssueToken(t.Context(), askFor(made, ""))
	must(t, err)
	_, err = clients.Bearer(t.Context(), granted.Token.Reveal()) // remembered from now on
	must(t, err)
	rotated, err := clients.Rotate(t.Context(), made.ID)
	must(t, err)
	for _, token := range []domain.Secret{granted.Token, made.APIToken} {
		if _, err := clients.Bearer(t.Context(), token.Reveal()); !errors.Is(err, domain.Unauthenticated) {
			t.Errorf("an old token: %v", err)
		}
	}
	if _, err := clients.IssueToken(t.Context(), askFor(made, "")); !errors.Is(err, domain.Unauthenticated) {
		t.Errorf("a token for the old secret: %v", err)
	}
	granted, err = clients.IssueToken(t.Context(), askFor(rotated, ""))
	must(t, err)
	if _, err := clients.Bearer(t.Context(), granted.Token.Reveal()); err != nil {
		t.Errorf("a token for the new secret: %v", err)
	}
}

// TestCredentialsThatAreNone are one error, whatever is wrong with them.
func TestCredentialsThatAreNone(t *testing.T) {
	h := newHouse(t)
	clients := h.clients()
	made := createClient(t, clients, app.NewClient{Project: 1, Scopes: write})
	other := createClient(t, clients, app.NewClient{Project: 1, Scopes: write})
	id, secret := made.ID.String(), made.ClientSecret.Reveal()
	for _, ask := range []app.TokenAsk{
		{}, {ClientID: id}, {ClientSecret: secret}, {ClientID: strings.ToUpper(id), ClientSecret: secret}, {ClientID: id, ClientSecret: strings.ToUpper(secret)},
		{ClientID: id, ClientSecret: made.APIToken.Reveal()}, {ClientID: id, ClientSecret: other.ClientSecret.Reveal()}, {ClientID: other.ID.String(), ClientSecret: secret},
		{ClientID: strings.Repeat("0", 24), ClientSecret: secret}, {ClientID: id, ClientSecret: secret + "0"}, {ClientID: id, ClientSecret: " " + secret},
		{ClientID: id, ClientSecret: "lks_" + strings.Repeat("0", 32)}, {ClientID: id, ClientSecret: secret[:35] + "i"},
		{ClientID: id, ClientSecret: strings.Repeat("x", 1<<20), Scope: "admin"},
	} {
		granted, err := clients.IssueToken(t.Context(), ask)
		if !errors.Is(err, domain.Unauthenticated) || err.Error() != string(domain.Unauthenticated) || granted.Token != (domain.Secret{}) {
			t.Errorf("%.60v: %v", ask, err)
		}
	}
	for _, text := range []string{"", "x", secret, id, "lkt_" + strings.Repeat("0", 32), "lka_" + strings.Repeat("0", 32), strings.ToUpper(made.APIToken.Reveal())} {
		if bearer, err := clients.Bearer(t.Context(), text); !errors.Is(err, domain.Unauthenticated) || bearer.Client.ID != (domain.ClientID{}) {
			t.Errorf("%.20q: %v", text, err)
		}
	}
}

// failing is a store of clients and one of tokens that are out of order.
type failing struct{ ports.APIClients }

var errStore = errors.New("disk gone")

func (failing) Add(context.Context, domain.APIClient) error { return errStore }

func (failing) ByID(context.Context, domain.ClientID) (domain.APIClient, error) {
	return domain.APIClient{}, errStore
}

func (failing) ByAPIToken(context.Context, domain.SecretHash) (domain.APIClient, error) {
	return domain.APIClient{}, errStore
}

type failingTokens struct{}

func (failingTokens) Add(context.Context, domain.IssuedAccessToken, domain.SecretHash) error {
	return errStore
}

func (failingTokens) ByHash(context.Context, domain.SecretHash) (domain.IssuedAccessToken, error) {
	return domain.IssuedAccessToken{}, errStore
}

// TestFaultsAreNotRefusals: a client must not be told that its secret is wrong
// because a disk is.
func TestFaultsAreNotRefusals(t *testing.T) {
	h := newHouse(t)
	good := h.clients()
	made := createClient(t, good, app.NewClient{Project: 1, Scopes: write})
	granted, err := good.IssueToken(t.Context(), askFor(made, ""))
	must(t, err)
	noStore, noTokens, noEntropy := *good, *good, *good
	noStore.Store, noTokens.Tokens, noEntropy.Entropy = failing{}, failingTokens{}, strings.NewReader("")
	var all []error
	for _, clients := range []*app.Clients{&noStore, &noTokens} {
		_, err1 := clients.IssueToken(t.Context(), askFor(made, ""))
		_, err2 := clients.Bearer(t.Context(), granted.Token.Reveal())
		all = append(all, err1, err2)
	}
	_, err1 := noStore.Bearer(t.Context(), made.APIToken.Reveal())
	_, err2 := noStore.Create(t.Context(), app.NewClient{Project: 1})
	for i, err := range append(all, err1, err2) {
		if !errors.Is(err, errStore) || errors.Is(err, domain.Unauthenticated) {
			t.Errorf("case %d: %v", i, err)
		}
	}
	_, err1 = noEntropy.IssueToken(t.Context(), askFor(made, ""))
	_, err2 = noEntropy.Create(t.Context(), app.NewClient{Project: 1})
	if !errors.Is(err1, io.EOF) || !errors.Is(err2, io.EOF) {
		t.Errorf("without entropy: %v, %v", err1, err2)
	}
	if _, err := good.Create(t.Context(), app.NewClient{Project: 99, Scopes: write}); err == nil {
		t.Error("a client of no project was created")
	}
	if printed := fmt.Sprintf("%+v %+v", made, granted); strings.Contains(printed, "lk") {
		t.Errorf("credentials print as %s", printed)
	}
}
