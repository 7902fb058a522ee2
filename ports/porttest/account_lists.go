package porttest

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"latchkey/domain"
)

// AccountLists checks the law of ports.AccountLists.
func AccountLists(t *testing.T, open func(*testing.T) Stores) {
	t.Run("those whose address is taken are left out, and it says which", func(t *testing.T) {
		stores := newStores(t, open)
		addAccount(t, stores, 1, "taken@example.com")
		rich := newAccount(t, 2, shop.ID, "New@example.com")
		rich.Language, rich.MutedUntil, rich.EmailVerified = domain.French, start.Add(time.Hour), true
		added, err := stores.Lists.AddMany(t.Context(), []domain.Account{
			rich, newAccount(t, 3, shop.ID, "TAKEN@example.com"), newAccount(t, 4, shop.ID, "new@example.com"), newAccount(t, 5, shop.ID, "other@example.com"),
		})
		if want := []bool{true, false, false, true}; err != nil || !slices.Equal(added, want) {
			t.Errorf("AddMany = %v, %v, want %v", added, err, want)
		}
		if got, err := stores.Accounts.ByID(t.Context(), rich.ID); err != nil || !reflect.DeepEqual(got, rich) {
			t.Errorf("ByID = %#v, %v, want %#v", got, err, rich)
		}
		if n, err := stores.Lists.Count(t.Context(), shop.ID); n != 3 || err != nil {
			t.Errorf("Count = %d, %v, want 3", n, err)
		}
	})
	t.Run("all or none", func(t *testing.T) {
		stores := newStores(t, open)
		added, err := stores.Lists.AddMany(t.Context(), []domain.Account{newAccount(t, 1, shop.ID, "a@example.com"), newAccount(t, 2, 99, "b@example.com")})
		if err == nil || added != nil {
			t.Errorf("AddMany with an unknown project = %v, %v, want an error", added, err)
		}
		if n, err := stores.Lists.Count(t.Context(), shop.ID); n != 0 || err != nil {
			t.Errorf("Count = %d, %v, want 0", n, err)
		}
	})
	t.Run("pages follow one another", func(t *testing.T) { listPages(t, open) })
}

func listPages(t *testing.T, open func(*testing.T) Stores) {
	stores := newStores(t, open)
	other := shop
	other.ID = 2
	if err := stores.Projects.Put(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	var want []string
	for i := range 7 {
		want = append(want, fmt.Sprintf("c%d@example.com", i))
		addAccount(t, stores, 9-i, fmt.Sprintf("C%d@example.com", 6-i)) // in no order
	}
	if err := stores.Accounts.Add(t.Context(), newAccount(t, 50, other.ID, "c3@example.com")); err != nil {
		t.Fatal(err)
	}
	var got []string
	for after := ""; ; {
		page, err := stores.Lists.List(t.Context(), shop.ID, after, 3)
		if err != nil || len(page) > 3 {
			t.Fatalf("List = %d accounts, %v, want 3 at the most", len(page), err)
		}
		if len(page) == 0 {
			break
		}
		for _, account := range page {
			got = append(got, account.Email.Canonical())
		}
		after = got[len(got)-1]
	}
	if !slices.Equal(got, want) {
		t.Errorf("the pages held %v, want %v", got, want)
	}
	if n, err := stores.Lists.Count(t.Context(), other.ID); n != 1 || err != nil {
		t.Errorf("Count of the other project = %d, %v, want 1", n, err)
	}
}
