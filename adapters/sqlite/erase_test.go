package sqlite_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"latchkey/adapters/sqlite"
	"latchkey/domain"
	"latchkey/ports"
)

var erasedAt = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// shopWith returns a store with two shops, in the first of which jane and li
// are customers.
func shopWith(t *testing.T, path string) (store *sqlite.Store, jane domain.Account) {
	t.Helper()
	store = openStore(t, path)
	for id := range domain.ProjectID(2) {
		shop := domain.Project{ID: id + 1, Name: "Shop", ShopURL: "https://shop.example", Sender: mustParse("no-reply@shop.example")}
		if err := store.Projects().Put(t.Context(), shop); err != nil {
			t.Fatal(err)
		}
	}
	jane = domain.Account{ID: domain.AccountID{1}, ProjectID: 1, Email: mustParse("jane.canary@example.com"), CreatedAt: erasedAt}
	li := domain.Account{ID: domain.AccountID{2}, ProjectID: 1, Email: mustParse("li@example.com"), CreatedAt: erasedAt}
	for _, account := range []domain.Account{jane, li} {
		if err := store.Accounts().Add(t.Context(), account); err != nil {
			t.Fatal(err)
		}
	}
	return store, jane
}

func askFor(t *testing.T, store *sqlite.Store, project domain.ProjectID, address string) {
	t.Helper()
	request := domain.ResetRequest{
		ProjectID: project, Email: mustParse(address), Channel: domain.ViaPayway, RequestedAt: erasedAt, ClientID: domain.ClientID{7},
		Device: domain.Device{IPAddress: "192.0.2.77", UserAgent: "Canary/1.0"},
	}
	if err := store.ResetRequests().Add(t.Context(), request); err != nil {
		t.Fatal(err)
	}
}

// admit makes a mail for everybody who is known.
func admit(t *testing.T, store *sqlite.Store) {
	t.Helper()
	_, err := store.ResetRequests().Admit(t.Context(), erasedAt, 100, func(a ports.Applicant) (ports.Admission, error) {
		entropy := bytes.NewReader(fmt.Appendf(nil, "%012d", a.Request.ID))
		delivery, err := domain.NewDelivery(entropy, domain.ResetLinkMail, a.Account, a.Request, erasedAt)
		return ports.Admission{State: domain.RequestMailed, Delivery: delivery}, err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func erase(t *testing.T, store *sqlite.Store, email domain.Email) ports.Erased {
	t.Helper()
	erased, err := store.Erasure().Erase(t.Context(), 1, email, erasedAt)
	if err != nil {
		t.Fatal(err)
	}
	return erased
}

func TestTraces(t *testing.T) {
	store, jane := shopWith(t, filepath.Join(t.TempDir(), "latchkey.db"))
	former := jane.Email
	askFor(t, store, 1, "JANE.canary@example.com") // 1: the same address
	askFor(t, store, 1, "li@example.com")          // 2
	askFor(t, store, 2, "jane.canary@example.com") // 3: another shop's
	admit(t, store)
	now := mustParse("jane.now@example.com")
	err := store.Accounts().Change(t.Context(), jane.ID, func(a *domain.Account) error { a.ChangeEmail(now); return nil })
	if err != nil {
		t.Fatal(err)
	}
	askFor(t, store, 1, "jane.now@example.com") // 4
	for _, c := range []struct {
		name       string
		email      domain.Email
		requests   []domain.RequestID
		deliveries int
		events     []domain.AuditKind
	}{
		{"hers, with what she asked for under her former address", now, []domain.RequestID{1, 4}, 1, []domain.AuditKind{domain.AuditAccountAdded, domain.AuditEmailChanged}},
		{"nobody has it any more", former, []domain.RequestID{1}, 0, nil},
		{"never seen", mustParse("nobody@example.com"), nil, 0, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			traces, err := store.Erasure().Traces(t.Context(), 1, c.email)
			if err != nil {
				t.Fatal(err)
			}
			var kinds []domain.AuditKind
			for _, event := range traces.Events {
				kinds = append(kinds, event.Kind)
			}
			if !slices.Equal(traces.Requests, c.requests) || len(traces.Deliveries) != c.deliveries || !slices.Equal(kinds, c.events) {
				t.Errorf("Traces = %+v, want requests %v, %d deliveries, events %v", traces, c.requests, c.deliveries, c.events)
			}
		})
	}
}

func TestEraseTakesOnePersonAndNobodyElse(t *testing.T) {
	store, jane := shopWith(t, filepath.Join(t.TempDir(), "latchkey.db"))
	for _, address := range []string{"jane.canary@example.com", "li@example.com"} {
		askFor(t, store, 1, address)
	}
	askFor(t, store, 2, "jane.canary@example.com")
	admit(t, store)
	if got, want := erase(t, store, jane.Email), (ports.Erased{Accounts: 1, Requests: 1, Deliveries: 1}); got != want {
		t.Errorf("Erase = %+v, want %+v", got, want)
	}
	if _, err := store.Accounts().ByID(t.Context(), jane.ID); !errors.Is(err, domain.NotFound) {
		t.Errorf("the account is still there: %v", err)
	}
	left, err := store.Timeline().Requests(t.Context(), ports.RequestQuery{Limit: 10})
	if err != nil || len(left) != 2 || left[0].Request.ID != 3 || left[1].Request.ID != 2 || left[1].Delivery == nil {
		t.Errorf("requests left = %+v, %v, want 3 and 2, which has its mail", left, err)
	}
	events, err := store.AuditLog().Newest(t.Context(), ports.AuditQuery{Limit: 1})
	if err != nil || len(events) != 1 || events[0].Kind != domain.AuditErased || events[0].Subject != jane.ID.String() ||
		events[0].Address != "j***@example.com" || !events[0].At.Equal(erasedAt) {
		t.Errorf("audit log = %+v, %v, want the erasure", events, err)
	}
	if got := erase(t, store, jane.Email); got != (ports.Erased{}) {
		t.Errorf("erased again: %+v, want nothing", got)
	}
}

// TestEraseGivesNoIDTwice: the newest request stays, without its person.
func TestEraseGivesNoIDTwice(t *testing.T) {
	for _, c := range []struct {
		name    string
		decided bool
	}{{"decided", true}, {"not looked at yet", false}} {
		t.Run(c.name, func(t *testing.T) {
			store, jane := shopWith(t, filepath.Join(t.TempDir(), "latchkey.db"))
			askFor(t, store, 1, "jane.canary@example.com")
			askFor(t, store, 1, "jane.canary@example.com")
			if c.decided {
				admit(t, store)
			}
			if got := erase(t, store, jane.Email); got.Requests != 2 {
				t.Errorf("erased %d requests, want 2", got.Requests)
			}
			admit(t, store) // must not stumble over what is left
			askFor(t, store, 1, "li@example.com")
			left, err := store.Timeline().Requests(t.Context(), ports.RequestQuery{Limit: 10})
			if err != nil || len(left) != 2 || left[0].Request.ID != 3 {
				t.Fatalf("requests = %+v, %v, want 3 and what is left of 2", left, err)
			}
			blank := left[1].Request
			if !blank.Email.IsZero() || blank.Device != (domain.Device{}) || blank.ClientID != (domain.ClientID{}) {
				t.Errorf("what is left still says something: %+v", blank)
			}
			if left[1].State != domain.RequestNoAccount {
				t.Errorf("state of what is left = %s, want %s", left[1].State, domain.RequestNoAccount)
			}
			if got := erase(t, store, jane.Email); got != (ports.Erased{}) {
				t.Errorf("erased again: %+v, want nothing", got)
			}
		})
	}
}

func TestEraseWithoutAnAccount(t *testing.T) {
	store, _ := shopWith(t, filepath.Join(t.TempDir(), "latchkey.db"))
	askFor(t, store, 1, "stranger@example.com")
	askFor(t, store, 1, "li@example.com")
	if got, want := erase(t, store, mustParse("stranger@example.com")), (ports.Erased{Requests: 1}); got != want {
		t.Errorf("Erase = %+v, want %+v", got, want)
	}
	events, err := store.AuditLog().Newest(t.Context(), ports.AuditQuery{Limit: 1})
	if err != nil || len(events) != 1 || events[0].Kind != domain.AuditErased || events[0].Subject != "" {
		t.Errorf("audit log = %+v, %v, want the erasure of nobody", events, err)
	}
}

// TestErasedIsGoneFromTheFile looks at the bytes.
func TestErasedIsGoneFromTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "latchkey.db")
	store, jane := shopWith(t, path)
	askFor(t, store, 1, "jane.canary@example.com")
	askFor(t, store, 1, "li@example.com")
	admit(t, store)
	if err := store.Close(); err != nil { // brings everything into the file
		t.Fatal(err)
	}
	if !holds(t, path, "jane.canary") {
		t.Fatal("the address is not in the file to begin with")
	}
	store = openStore(t, path)
	erase(t, store, jane.Email)
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	if holds(t, path, "jane.canary") {
		t.Error("the address is still in the file")
	}
}

func holds(t *testing.T, path, text string) bool {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Contains(content, []byte(text))
}
