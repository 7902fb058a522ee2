package porttest

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"latchkey/domain"
	"latchkey/ports"
)

// AuditLog checks the law of ports.AuditLog, and that the other stores keep it.
func AuditLog(t *testing.T, open func(*testing.T) Stores) {
	t.Run("append, and the newest first", func(t *testing.T) {
		stores := open(t)
		imported := domain.AuditEvent{At: start, Kind: domain.AuditImported, Project: 7}
		restored := domain.AuditEvent{At: start.Add(time.Hour), Kind: domain.AuditBackupRestored}
		for _, event := range []domain.AuditEvent{imported, restored} {
			if err := stores.Audit.Append(t.Context(), event); err != nil {
				t.Fatal(err)
			}
		}
		for limit, want := range [][]domain.AuditEvent{nil, {restored}, {restored, imported}, {restored, imported}} {
			if got, err := stores.Audit.Newest(t.Context(), ports.AuditQuery{Limit: limit}); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("Newest(%d) = %+v, %v, want %+v", limit, got, err, want)
			}
		}
		for _, c := range []struct {
			query ports.AuditQuery
			want  []domain.AuditEvent
		}{
			{ports.AuditQuery{Limit: 9, Project: 7}, []domain.AuditEvent{imported}},
			{ports.AuditQuery{Limit: 9, Project: 8}, nil},
			{ports.AuditQuery{Limit: 9, Kind: restored.Kind}, []domain.AuditEvent{restored}},
			{ports.AuditQuery{Limit: 9, Kind: restored.Kind, Project: 7}, nil},
			{ports.AuditQuery{Limit: 9, Since: restored.At}, []domain.AuditEvent{restored}},
			{ports.AuditQuery{Limit: 9, Since: restored.At.Add(time.Millisecond)}, nil},
			{ports.AuditQuery{Limit: 9, Since: imported.At}, []domain.AuditEvent{restored, imported}},
		} {
			if got, err := stores.Audit.Newest(t.Context(), c.query); err != nil || !reflect.DeepEqual(got, c.want) {
				t.Errorf("Newest(%+v) = %+v, %v, want %+v", c.query, got, err, c.want)
			}
		}
	})
	t.Run("what happens to accounts", func(t *testing.T) { auditAccounts(t, open) })
	t.Run("what happens to clients and projects", func(t *testing.T) { auditClients(t, open) })
	t.Run("a change that fails leaves no event", func(t *testing.T) {
		stores := newStores(t, open)
		account := addAccount(t, stores, 1, "jane@example.com")
		_ = newEvents(t, stores)
		refusal := errors.New("no")
		err := stores.Accounts.Change(t.Context(), account.ID, func(a *domain.Account) error { a.Disable(); return refusal })
		if events := newEvents(t, stores); !errors.Is(err, refusal) || len(events) != 0 {
			t.Errorf("Change = %v and events %+v, want none", err, events)
		}
	})
}

// newEvents returns the events since its last call, the oldest first: it marks
// where it was.
func newEvents(t *testing.T, stores Stores) []domain.AuditEvent {
	t.Helper()
	events, err := stores.Audit.Newest(t.Context(), ports.AuditQuery{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	if i := slices.IndexFunc(events, func(e domain.AuditEvent) bool { return e.Subject == "mark" }); i >= 0 {
		events = events[:i]
	}
	if err := stores.Audit.Append(t.Context(), domain.AuditEvent{At: start, Kind: domain.AuditImported, Subject: "mark"}); err != nil {
		t.Fatal(err)
	}
	slices.Reverse(events)
	return events
}

func auditAccounts(t *testing.T, open func(*testing.T) Stores) {
	stores := newStores(t, open)
	jane := addAccount(t, stores, 1, "jane@example.com")
	_ = newEvents(t, stores)
	change := func(edit func(*domain.Account)) func() error {
		return func() error {
			return stores.Accounts.Change(t.Context(), jane.ID, func(a *domain.Account) error { edit(a); return nil })
		}
	}
	code := mintToken(t, 1)
	for _, c := range []struct {
		name string
		do   func() error
		want []domain.AuditKind
	}{
		{"a new password", change(func(a *domain.Account) { a.SetPassword("$2") }), []domain.AuditKind{domain.AuditPasswordChanged}},
		{"the same password, hashed anew", change(func(a *domain.Account) { a.PasswordHash = "$3" }), nil},
		{"nothing that matters", change(func(a *domain.Account) { a.Language = domain.German }), nil},
		{"disabled", change((*domain.Account).Disable), []domain.AuditKind{domain.AuditDisabled}},
		{"enabled", change((*domain.Account).Enable), []domain.AuditKind{domain.AuditEnabled}},
		{"enabled again", change((*domain.Account).Enable), nil},
		{"a code for a client", func() error {
			return stores.Tokens.Issue(t.Context(), domain.Issue(code, domain.DeliveryID{}, jane, start))
		}, []domain.AuditKind{domain.AuditCodeMinted}},
		{"disowned", func() error {
			return stores.Tokens.ChangeHolder(t.Context(), code.Hash(), func(a *domain.Account) error { a.Disown(start); return nil })
		}, []domain.AuditKind{domain.AuditDisowned}},
		{"unmuted", change((*domain.Account).LiftMute), []domain.AuditKind{domain.AuditMuteLifted}},
		{"unmuted again", change((*domain.Account).LiftMute), nil},
		{"a completed reset", func() error {
			return stores.Tokens.Redeem(t.Context(), code.Hash(), redeemTo("$new", start, 1))
		}, []domain.AuditKind{domain.AuditResetCompleted}},
		{"two things at once", change(func(a *domain.Account) { a.SetPassword("$4"); a.Disable() }),
			[]domain.AuditKind{domain.AuditPasswordChanged, domain.AuditDisabled}},
		{"a new address", change(func(a *domain.Account) { a.ChangeEmail(mustEmail("doe@other.example")) }), []domain.AuditKind{domain.AuditEmailChanged}},
	} {
		if err := c.do(); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		checkEvents(t, c.name, newEvents(t, stores), c.want, domain.AuditEvent{Project: shop.ID, Subject: jane.ID.String(), Address: "j***@example.com"})
	}
	if err := stores.Accounts.Remove(t.Context(), jane.ID); err != nil {
		t.Fatal(err)
	}
	checkEvents(t, "removed", newEvents(t, stores), []domain.AuditKind{domain.AuditErased},
		domain.AuditEvent{Project: shop.ID, Subject: jane.ID.String(), Address: "d***@other.example"})
}

// checkEvents compares the kinds, and what all of the events must have in common.
func checkEvents(t *testing.T, name string, got []domain.AuditEvent, want []domain.AuditKind, common domain.AuditEvent) {
	t.Helper()
	var kinds []domain.AuditKind
	for _, event := range got {
		kinds = append(kinds, event.Kind)
		if event.At.IsZero() || event.Project != common.Project || event.Subject != common.Subject || event.Address != common.Address {
			t.Errorf("%s: event %+v, want one of %+v", name, event, common)
		}
	}
	if !slices.Equal(kinds, want) {
		t.Errorf("%s: events %v, want %v", name, kinds, want)
	}
}

func auditClients(t *testing.T, open func(*testing.T) Stores) {
	stores := newStores(t, open)
	checkEvents(t, "the shop", newEvents(t, stores), []domain.AuditKind{domain.AuditProjectAdded}, domain.AuditEvent{Project: shop.ID})
	client := newClient(1)
	change := func(edit func(*domain.APIClient)) func() error {
		return func() error {
			return stores.Clients.Change(t.Context(), client.ID, func(c *domain.APIClient) error { edit(c); return nil })
		}
	}
	for _, c := range []struct {
		name string
		do   func() error
		want []domain.AuditKind
	}{
		{"added", func() error { return stores.Clients.Add(t.Context(), client) }, []domain.AuditKind{domain.AuditClientAdded}},
		{"rotated", change(func(c *domain.APIClient) { c.SecretHash = domain.SecretHash{8} }), []domain.AuditKind{domain.AuditClientRotated}},
		{"untouched", change(func(*domain.APIClient) {}), nil},
		{"revoked", change(func(c *domain.APIClient) { c.RevokedAt = start }), []domain.AuditKind{domain.AuditClientRevoked}},
		{"still revoked", change(func(c *domain.APIClient) { c.RevokedAt = start }), nil},
	} {
		if err := c.do(); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		checkEvents(t, c.name, newEvents(t, stores), c.want, domain.AuditEvent{Project: shop.ID, Subject: client.ID.String()})
	}
	renamed := shop
	renamed.Origins = renamed.Origins[:1]
	for name, c := range map[string]struct {
		project domain.Project
		want    []domain.AuditKind
	}{"put as it was": {shop, nil}, "put with fewer origins": {renamed, []domain.AuditKind{domain.AuditProjectChanged}}} {
		if err := stores.Projects.Put(t.Context(), shop); err != nil {
			t.Fatal(err)
		}
		_ = newEvents(t, stores)
		if err := stores.Projects.Put(t.Context(), c.project); err != nil {
			t.Fatal(err)
		}
		checkEvents(t, name, newEvents(t, stores), c.want, domain.AuditEvent{Project: shop.ID})
	}
	id, err := stores.Projects.Add(t.Context(), shop)
	if err != nil {
		t.Fatal(err)
	}
	if err := stores.Projects.Remove(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	checkEvents(t, "come and gone", newEvents(t, stores), []domain.AuditKind{domain.AuditProjectAdded, domain.AuditProjectRemoved}, domain.AuditEvent{Project: id})
}
