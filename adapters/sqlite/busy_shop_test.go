package sqlite_test

import (
	"fmt"
	"log/slog"
	"testing"
	"time"

	"latchkey/adapters/sqlite"
	"latchkey/domain"
	"latchkey/ports"
)

// customerID is the id of the nth account of a busyShop, and of the delivery of
// the nth request.
func customerID(n byte) [12]byte { return [12]byte{n} }

func customer(n byte) domain.Account {
	return domain.Account{ID: customerID(n), ProjectID: 1, Email: mustParse(fmt.Sprintf("c%d@example.com", n)), PasswordHash: "$", CreatedAt: noon}
}

// busyShop takes requests to many ends, beginning at noon:
//
//	request 1, of customer 1: its mail is handed over
//	request 2, of customer 2: its mail was refused for now and is being sent again
//	request 3, of nobody
//	request 4, of customer 3, who has completed the reset: the notice is being sent
//	request 5, of customer 1: folded into the mail for request 1
//	request 6, not looked at yet
func busyShop(t *testing.T, path string) *sqlite.Store {
	t.Helper()
	store, err := sqlite.Open(t.Context(), sqlite.Options{Path: path, Now: func() time.Time { return noon }, Log: slog.New(slog.DiscardHandler)})
	must(t, err)
	must(t, store.Projects().Put(t.Context(), domain.Project{ID: 1, Name: "Shop", Sender: mustParse("no-reply@shop.example")}))
	for n := range byte(3) {
		must(t, store.Accounts().Add(t.Context(), customer(n+1)))
	}
	asks := func(email string) {
		must(t, store.ResetRequests().Add(t.Context(), domain.ResetRequest{ProjectID: 1, Email: mustParse(email), Channel: domain.ViaPage, RequestedAt: noon}))
	}
	for _, email := range []string{"c1@example.com", "c2@example.com", "nobody@example.com", "c3@example.com", "c1@example.com"} {
		asks(email)
	}
	_, err = store.ResetRequests().Admit(t.Context(), noon.Add(time.Second), 10, func(a ports.Applicant) (ports.Admission, error) {
		if a.Request.ID == 5 {
			return ports.Admission{State: domain.RequestFolded, FoldedInto: customerID(1)}, nil
		}
		d := domain.Delivery{ID: customerID(byte(a.Request.ID)), Kind: domain.ResetLinkMail, AccountID: a.Account.ID, RequestID: a.Request.ID, MadeAt: noon, DueAt: noon}
		return ports.Admission{State: domain.RequestMailed, Delivery: d}, nil
	})
	must(t, err)
	asks("c1@example.com")
	sendAll(t, store, noon.Add(2*time.Second))
	settle(t, store, ports.Outcome{ID: customerID(1), State: domain.DeliveryHandedOver, Words: "250 taken"})
	settle(t, store, ports.Outcome{ID: customerID(2), State: domain.DeliveryWaiting, DueAt: noon, Fault: &domain.RelayFault{Phase: domain.PhaseRecipient, Code: 450}})
	settle(t, store, ports.Outcome{ID: customerID(4), State: domain.DeliveryHandedOver, Words: "250 taken"})
	spent := noon.Add(5 * time.Minute)
	must(t, store.ResetTokens().Redeem(t.Context(), domain.TokenHash{4, 1}, func(holder ports.TokenHolder) (ports.Redemption, error) {
		holder.Account.CompleteReset("$new")
		holder.Token.SpentAt = spent
		notice := domain.Delivery{ID: customerID(9), Kind: domain.PasswordChangedMail, AccountID: holder.Account.ID, MadeAt: spent, DueAt: spent}
		return ports.Redemption{Account: holder.Account, Token: holder.Token, Notice: notice}, nil
	}))
	sendAll(t, store, spent)
	return store
}

// sendAll claims what is due. The hash of the token of the nth delivery's
// attempt m is n, m.
func sendAll(t *testing.T, store *sqlite.Store, now time.Time) {
	t.Helper()
	_, err := store.Outbox().Claim(t.Context(), ports.ClaimOrder{Now: now, Lease: 26 * time.Minute, Limit: 10}, func(due ports.Due) (ports.Verdict, error) {
		if due.Delivery.Kind != domain.ResetLinkMail {
			return ports.Verdict{State: domain.DeliveryWaiting}, nil
		}
		token := domain.IssuedToken{
			Hash: domain.TokenHash{due.Delivery.ID[0], byte(due.Delivery.Attempts)}, DeliveryID: due.Delivery.ID, AccountID: due.Account.ID,
			Generation: due.Account.Generation, MintedAt: now,
		}
		return ports.Verdict{State: domain.DeliveryWaiting, Token: &token}, nil
	})
	must(t, err)
}

func settle(t *testing.T, store *sqlite.Store, outcome ports.Outcome) {
	t.Helper()
	outcome.Attempt, outcome.BeganAt, outcome.At = 1, noon.Add(2*time.Second), noon.Add(3*time.Second)
	must(t, store.Outbox().Settle(t.Context(), outcome))
}
