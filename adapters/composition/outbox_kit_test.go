package composition_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"latchkey/adapters/mailtext"
	"latchkey/adapters/sqlite"
	"latchkey/app"
	"latchkey/domain"
	"latchkey/ports"
)

// openStore opens a database as a server does. It is closed with the test.
func openStore(t testing.TB, env app.Environment, path string) *sqlite.Store {
	t.Helper()
	store, err := sqlite.Open(t.Context(), sqlite.Options{Path: path, Now: env.Now, Log: env.Log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	return store
}

// deliveriesOf returns what a server over store sends with.
func deliveriesOf(t testing.TB, env app.Environment, store *sqlite.Store, mailer ports.Mailer) *app.Deliveries {
	t.Helper()
	text, err := mailtext.New(mailtext.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return &app.Deliveries{
		Environment: env, Requests: store.ResetRequests(), Outbox: store.Outbox(), Writer: text, Mailer: mailer,
		BaseURL: "https://reset.example", Caps: domain.DefaultMailCaps(),
	}
}

// customer returns the address of the nth customer, from 0.
func customer(n int) string { return fmt.Sprintf("customer%d@example.com", n) }

// fill makes a shop with so many customers, each of whom asks for a link.
func fill(t testing.TB, env app.Environment, store *sqlite.Store, customers int) {
	t.Helper()
	address := func(text string) domain.Email {
		email, err := domain.ParseEmail(text)
		if err != nil {
			t.Fatal(err)
		}
		return email
	}
	shop := domain.Project{ID: 1, Name: "Shop", ShopURL: "https://shop.example", Sender: address("no-reply@shop.example")}
	if err := store.Projects().Put(t.Context(), shop); err != nil {
		t.Fatal(err)
	}
	accounts := &app.Accounts{Environment: env, Store: store.Accounts()}
	var asking sync.WaitGroup
	for i := range customers {
		email := address(customer(i))
		if _, err := accounts.Create(t.Context(), app.NewAccount{Project: 1, Email: email}); err != nil {
			t.Fatal(err)
		}
		asking.Go(func() { // together, for the group commit
			request := domain.ResetRequest{ProjectID: 1, Email: email, Channel: domain.ViaWebshop, RequestedAt: env.Now()}
			if err := store.ResetRequests().Add(t.Context(), request); err != nil {
				t.Error(err)
			}
		})
	}
	asking.Wait()
}

// admit decides on all requests.
func admit(t testing.TB, deliveries *app.Deliveries) {
	t.Helper()
	for n := 1; n > 0; {
		var err error
		if n, err = deliveries.AdmitDue(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// drain lets four senders work until nothing is left.
func drain(t testing.TB, deliveries *app.Deliveries) time.Duration {
	t.Helper()
	began := time.Now()
	var senders sync.WaitGroup
	for range 4 {
		senders.Go(func() {
			for n := 1; n > 0; {
				var err error
				if n, err = deliveries.DeliverDue(t.Context()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	senders.Wait()
	return time.Since(began)
}
