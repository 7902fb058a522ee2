package porttest

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"latchkey/domain"
)

func newClient(n byte) domain.APIClient {
	return domain.APIClient{
		ID: domain.ClientID{n}, ProjectID: shop.ID, Scopes: domain.Scopes{domain.AccountWrite},
		SecretHash: domain.SecretHash{n, 1}, TokenHash: domain.SecretHash{n, 2}, CreatedAt: start,
		RevealUnknownAccounts: n%2 == 1, MayMintCodes: n%2 == 0,
	}
}

// APIClients checks the law of ports.APIClients.
func APIClients(t *testing.T, open func(*testing.T) Stores) {
	t.Run("what is added is found by id and by API token", func(t *testing.T) {
		stores := newStores(t, open)
		bare := newClient(3)
		bare.TokenHash, bare.Scopes = domain.SecretHash{}, nil
		for _, want := range []domain.APIClient{newClient(1), newClient(2), bare} {
			if err := stores.Clients.Add(t.Context(), want); err != nil {
				t.Fatal(err)
			}
			if got, err := stores.Clients.ByID(t.Context(), want.ID); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("ByID = %+v, %v, want %+v", got, err, want)
			}
			got, err := stores.Clients.ByAPIToken(t.Context(), want.TokenHash)
			if want.TokenHash == (domain.SecretHash{}) {
				if !errors.Is(err, domain.NotFound) {
					t.Errorf("ByAPIToken of no token = %v, want domain.NotFound", err)
				}
			} else if err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("ByAPIToken = %+v, %v, want %+v", got, err, want)
			}
		}
	})
	t.Run("of a project, the oldest first", func(t *testing.T) { clientsOfProject(t, open) })
	t.Run("what is not there", func(t *testing.T) {
		stores := newStores(t, open)
		_, byID := stores.Clients.ByID(t.Context(), domain.ClientID{9})
		_, byToken := stores.Clients.ByAPIToken(t.Context(), domain.SecretHash{9})
		change := stores.Clients.Change(t.Context(), domain.ClientID{9}, func(*domain.APIClient) error { return nil })
		stray := newClient(1)
		stray.ProjectID = 99
		for _, err := range []error{byID, byToken, change, stores.Clients.Add(t.Context(), stray)} {
			if !errors.Is(err, domain.NotFound) {
				t.Errorf("got %v, want domain.NotFound", err)
			}
		}
	})
	t.Run("a change is seen at once, a failed one never", func(t *testing.T) { changeClient(t, open) })
}

// AccessTokens checks the law of ports.AccessTokens.
func AccessTokens(t *testing.T, open func(*testing.T) Stores) {
	stores := newStores(t, open)
	if err := stores.Clients.Add(t.Context(), newClient(1)); err != nil {
		t.Fatal(err)
	}
	for n := range 50 { // the old ones go, the live ones stay
		want := domain.IssuedAccessToken{
			Hash: domain.SecretHash{byte(n), 3}, ClientID: newClient(1).ID, Scopes: domain.Scopes{domain.AccountWrite},
			IssuedAt: start.Add(time.Duration(n) * 10 * time.Minute),
		}
		if err := stores.Access.Add(t.Context(), want, newClient(1).SecretHash); err != nil {
			t.Fatal(err)
		}
		for range 2 { // the second answer may come from memory
			if got, err := stores.Access.ByHash(t.Context(), want.Hash); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("ByHash = %+v, %v, want %+v", got, err, want)
			}
		}
	}
	if _, err := stores.Access.ByHash(t.Context(), domain.SecretHash{99}); !errors.Is(err, domain.NotFound) {
		t.Errorf("ByHash of no token = %v, want domain.NotFound", err)
	}
	t.Run("a new secret ends the client's tokens, and no other's", func(t *testing.T) { newSecret(t, open) })
}

func newSecret(t *testing.T, open func(*testing.T) Stores) {
	stores := newStores(t, open)
	var tokens []domain.IssuedAccessToken
	for n := range byte(2) {
		client := newClient(n + 1)
		tokens = append(tokens, domain.IssuedAccessToken{Hash: domain.SecretHash{n, 3}, ClientID: client.ID, IssuedAt: start})
		err := errors.Join(stores.Clients.Add(t.Context(), client), stores.Access.Add(t.Context(), tokens[n], client.SecretHash))
		if err != nil {
			t.Fatal(err)
		}
	}
	change := func(edit func(*domain.APIClient)) {
		err := stores.Clients.Change(t.Context(), tokens[0].ClientID, func(c *domain.APIClient) error { edit(c); return nil })
		if err != nil {
			t.Fatal(err)
		}
	}
	expect := func(want ...error) {
		t.Helper()
		for i, token := range tokens {
			for range 2 { // the second answer may come from memory
				if _, err := stores.Access.ByHash(t.Context(), token.Hash); !errors.Is(err, want[i]) {
					t.Errorf("ByHash of token %d = %v, want %v", i, err, want[i])
				}
			}
		}
	}
	change(func(c *domain.APIClient) { c.TokenHash = domain.SecretHash{7} })
	expect(nil, nil)
	change(func(c *domain.APIClient) { c.SecretHash = domain.SecretHash{8} })
	expect(domain.NotFound, nil)
	for secret, want := range map[domain.SecretHash]error{newClient(1).SecretHash: domain.Unauthenticated, {8}: nil} {
		late := domain.IssuedAccessToken{Hash: domain.SecretHash{9}, ClientID: tokens[0].ClientID, IssuedAt: start}
		if err := stores.Access.Add(t.Context(), late, secret); !errors.Is(err, want) {
			t.Errorf("Add for secret %x = %v, want %v", secret[:1], err, want)
		}
	}
}

func clientsOfProject(t *testing.T, open func(*testing.T) Stores) {
	stores := newStores(t, open)
	second := shop
	second.ID = 2
	if err := stores.Projects.Put(t.Context(), second); err != nil {
		t.Fatal(err)
	}
	younger, older, other := newClient(1), newClient(2), newClient(3)
	younger.CreatedAt, other.ProjectID = start.Add(time.Hour), second.ID
	for _, client := range []domain.APIClient{younger, older, other} {
		if err := stores.Clients.Add(t.Context(), client); err != nil {
			t.Fatal(err)
		}
	}
	got, err := stores.Clients.OfProject(t.Context(), shop.ID)
	if want := []domain.APIClient{older, younger}; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("OfProject = %+v, %v, want %+v", got, err, want)
	}
}

func changeClient(t *testing.T, open func(*testing.T) Stores) {
	stores := newStores(t, open)
	client := newClient(1)
	if err := stores.Clients.Add(t.Context(), client); err != nil {
		t.Fatal(err)
	}
	if err := stores.Clients.Add(t.Context(), client); domain.ReasonOf(err) != domain.AlreadyExists {
		t.Errorf("second Add = %v, want AlreadyExists", err)
	}
	refusal := errors.New("no")
	for _, c := range []struct {
		err  error
		want bool
	}{{refusal, false}, {nil, true}} {
		got := stores.Clients.Change(t.Context(), client.ID, func(c2 *domain.APIClient) error {
			c2.RevokedAt = start.Add(time.Hour)
			return c.err
		})
		if !errors.Is(got, c.err) {
			t.Errorf("Change = %v, want %v", got, c.err)
		}
		byID, _ := stores.Clients.ByID(t.Context(), client.ID)
		byToken, _ := stores.Clients.ByAPIToken(t.Context(), client.TokenHash)
		if byID.Revoked() != c.want || byToken.Revoked() != c.want {
			t.Errorf("revoked = %v and %v, want %v", byID.Revoked(), byToken.Revoked(), c.want)
		}
	}
}
