package porttest

import (
	"errors"
	"reflect"
	"testing"

	"latchkey/domain"
)

// Projects checks the law of ports.Projects.
func Projects(t *testing.T, open func(*testing.T) Stores) {
	t.Run("what is put is found", func(t *testing.T) {
		stores := newStores(t, open)
		got, err := stores.Projects.ByID(t.Context(), shop.ID)
		if err != nil || !reflect.DeepEqual(got, shop) {
			t.Errorf("ByID = %+v, %v, want %+v", got, err, shop)
		}
	})
	t.Run("an unknown id is not found", func(t *testing.T) {
		stores := newStores(t, open)
		if _, err := stores.Projects.ByID(t.Context(), 99); !errors.Is(err, domain.NotFound) {
			t.Errorf("ByID(99) = %v, want domain.NotFound", err)
		}
	})
	t.Run("a change is seen at once, and all are listed by id", func(t *testing.T) {
		stores := newStores(t, open)
		renamed, second := shop, shop
		renamed.Name, renamed.Origins = "New name", nil
		second.ID = 7
		for _, project := range []domain.Project{second, renamed} {
			if err := stores.Projects.Put(t.Context(), project); err != nil {
				t.Fatal(err)
			}
		}
		got, err := stores.Projects.All(t.Context())
		if want := []domain.Project{renamed, second}; err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("All = %+v, %v, want %+v", got, err, want)
		}
	})
	t.Run("a project that shows nothing of itself", func(t *testing.T) {
		stores := newStores(t, open)
		bare := domain.Project{ID: shop.ID, Name: "Bare", Sender: shop.Sender}
		if err := stores.Projects.Put(t.Context(), bare); err != nil {
			t.Fatal(err)
		}
		if got, err := stores.Projects.ByID(t.Context(), bare.ID); err != nil || !reflect.DeepEqual(got, bare) {
			t.Errorf("ByID = %+v, %v, want %+v", got, err, bare)
		}
	})
	t.Run("add and remove", func(t *testing.T) { addAndRemove(t, open) })
}

func addAndRemove(t *testing.T, open func(*testing.T) Stores) {
	stores := newStores(t, open)
	addAccount(t, stores, 1, "jane@example.com")
	second := shop
	second.Name = "Second"
	id, err := stores.Projects.Add(t.Context(), second)
	if err != nil || id != 2 {
		t.Fatalf("Add = %d, %v, want the next id, 2", id, err)
	}
	second.ID = id
	if got, err := stores.Projects.ByID(t.Context(), id); err != nil || !reflect.DeepEqual(got, second) {
		t.Errorf("ByID = %+v, %v, want %+v", got, err, second)
	}
	var problem *domain.Problem
	if err := stores.Projects.Remove(t.Context(), shop.ID); !errors.As(err, &problem) || problem.Field != "accounts" {
		t.Errorf("Remove of a project with accounts = %v, want a problem with them", err)
	}
	client := newClient(4)
	client.ProjectID = id
	if err := stores.Clients.Add(t.Context(), client); err != nil {
		t.Fatal(err)
	}
	ask(t, stores, "jane@example.com", start) // before and after those of the project to be removed
	for range 3 {
		if err := stores.Requests.Add(t.Context(), domain.ResetRequest{ProjectID: id, Channel: domain.ViaPage, RequestedAt: start}); err != nil {
			t.Fatal(err)
		}
	}
	admitAll(t, stores, start)
	if err := stores.Projects.Remove(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if _, err := stores.Clients.ByID(t.Context(), client.ID); !errors.Is(err, domain.NotFound) {
		t.Errorf("a client of a project that is gone: %v, want domain.NotFound", err)
	}
	if err := stores.Projects.Remove(t.Context(), id); !errors.Is(err, domain.NotFound) {
		t.Errorf("second Remove = %v, want domain.NotFound", err)
	}
	ask(t, stores, "jane@example.com", start)
	if seen := admitAll(t, stores, start); len(seen) != 1 {
		t.Errorf("%d requests looked at after a project was removed, want 1: none may be lost", len(seen))
	}
}
