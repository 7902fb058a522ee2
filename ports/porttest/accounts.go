package porttest

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"latchkey/domain"
)

// Accounts checks the law of ports.Accounts.
func Accounts(t *testing.T, open func(*testing.T) Stores) {
	t.Run("what is added is found by its address in any ASCII case", func(t *testing.T) {
		stores := newStores(t, open)
		want := newAccount(t, 1, shop.ID, "Jane.Doe@Example.COM")
		want.EmailVerified, want.External, want.Disabled, want.MutedUntil = true, true, true, start.Add(time.Hour)
		if err := stores.Accounts.Add(t.Context(), want); err != nil {
			t.Fatal(err)
		}
		got, err := stores.Accounts.ByEmail(t.Context(), shop.ID, mustEmail("jane.doe@EXAMPLE.com"))
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("ByEmail = %#v, %v, want %#v", got, err, want)
		}
		if got, err := stores.Accounts.ByID(t.Context(), want.ID); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("ByID = %#v, %v, want %#v", got, err, want)
		}
		if _, err := stores.Accounts.ByID(t.Context(), domain.AccountID{9}); !errors.Is(err, domain.NotFound) {
			t.Errorf("ByID of nobody = %v, want domain.NotFound", err)
		}
	})
	t.Run("one account per address and project", func(t *testing.T) {
		stores := newStores(t, open)
		other := shop
		other.ID = 2
		if err := stores.Projects.Put(t.Context(), other); err != nil {
			t.Fatal(err)
		}
		addAccount(t, stores, 1, "jane@example.com")
		for _, c := range []struct {
			name    string
			account domain.Account
			want    domain.Reason
		}{
			{"same address, other case", newAccount(t, 2, shop.ID, "JANE@example.com"), domain.AlreadyExists},
			{"same id", newAccount(t, 1, shop.ID, "li@example.com"), domain.AlreadyExists},
			{"same address, other project", newAccount(t, 3, other.ID, "jane@example.com"), ""},
		} {
			if err := stores.Accounts.Add(t.Context(), c.account); domain.ReasonOf(err) != c.want || (err == nil) != (c.want == "") {
				t.Errorf("%s: Add = %v, want reason %q", c.name, err, c.want)
			}
		}
	})
	t.Run("change", func(t *testing.T) { changeAccount(t, open) })
	t.Run("remove takes tokens and deliveries along", func(t *testing.T) {
		stores := newStores(t, open)
		account := addAccount(t, stores, 1, "jane@example.com")
		token := issueToken(t, stores, account, start)
		if err := stores.Accounts.Remove(t.Context(), account.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := stores.Tokens.Inspect(t.Context(), token.Hash()); !errors.Is(err, domain.NotFound) {
			t.Errorf("Inspect after Remove = %v, want domain.NotFound", err)
		}
		if due, _ := claimAll(t, stores, start.AddDate(0, 0, 1), 0); len(due) != 0 {
			t.Errorf("%d deliveries left after Remove, want 0", len(due))
		}
		if err := stores.Accounts.Remove(t.Context(), account.ID); !errors.Is(err, domain.NotFound) {
			t.Errorf("second Remove = %v, want domain.NotFound", err)
		}
	})
}

func changeAccount(t *testing.T, open func(*testing.T) Stores) {
	stores := newStores(t, open)
	account := addAccount(t, stores, 1, "jane@example.com")
	addAccount(t, stores, 2, "taken@example.com")
	refusal := errors.New("no")
	for _, c := range []struct {
		name string
		id   domain.AccountID
		edit func(*domain.Account) error
		want error
	}{
		{"unknown id", domain.AccountID{9}, func(*domain.Account) error { return nil }, domain.NotFound},
		{"edit fails", account.ID, func(a *domain.Account) error { a.Disable(); return refusal }, refusal},
		{"taken address", account.ID, func(a *domain.Account) error { a.ChangeEmail(mustEmail("TAKEN@example.com")); return nil }, domain.Invalid},
	} {
		if err := stores.Accounts.Change(t.Context(), c.id, c.edit); !errors.Is(err, c.want) {
			t.Errorf("%s: Change = %v, want %v", c.name, err, c.want)
		}
		got, err := stores.Accounts.ByEmail(t.Context(), shop.ID, account.Email)
		if err != nil || !reflect.DeepEqual(got, account) {
			t.Errorf("%s: account is now %#v, %v, want it unchanged", c.name, got, err)
		}
	}
	want := account
	edit := func(a *domain.Account) error {
		a.CompleteReset("$new")
		a.ChangeEmail(mustEmail("new@example.com"))
		a.Disable()
		a.Language = domain.French
		return nil
	}
	_ = edit(&want)
	if err := stores.Accounts.Change(t.Context(), account.ID, edit); err != nil {
		t.Fatal(err)
	}
	got, err := stores.Accounts.ByEmail(t.Context(), shop.ID, mustEmail("new@example.com"))
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("after Change: %#v, %v, want %#v", got, err, want)
	}
}
