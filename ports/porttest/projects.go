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
}
