package porttest

import (
	"bytes"
	"context"
	"encoding/binary"
	"testing"
	"time"

	"latchkey/domain"
	"latchkey/ports"
)

// Stores are the ports that keep things, over one and the same memory.
type Stores struct {
	Projects ports.Projects
	Accounts ports.Accounts
	Lists    ports.AccountLists
	Requests ports.ResetRequests
	Tokens   ports.ResetTokens
	Clients  ports.APIClients
	Access   ports.AccessTokens
	Outbox   ports.Outbox
	Timeline ports.Timeline
	Audit    ports.AuditLog
}

// start is when the suites' clocks begin.
var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// shop is the project every suite begins with.
var shop = domain.Project{
	ID: 1, Name: "Shop", ShopURL: "https://shop.example", Sender: mustEmail("no-reply@shop.example"), ReplyTo: mustEmail("help@shop.example"),
	Origins: []domain.Origin{"https://shop.example", "https://www.shop.example"}, ReturnOrigins: []domain.Origin{"https://shop.example"},
	ResetPage: mustURL("https://shop.example/new-password"), Language: domain.Dutch, EmailSyntax: domain.AnyEmail,
	Brand: domain.Brand{
		Color: domain.Color{R: 0x12, G: 0x34, B: 0x56, Set: true}, Support: mustEmail("support@shop.example"), Footer: "Shop, High Street 1",
		Logo: &domain.Logo{MediaType: "image/png", Data: []byte("\x89PNG\r\n\x1a\nand the rest")},
	},
}

func mustEmail(text string) domain.Email {
	email, err := domain.ParseEmail(text)
	if err != nil {
		panic(err) // a typing error in this package
	}
	return email
}

func mustURL(text string) domain.WebURL {
	u, err := domain.ParseWebURL(text)
	if err != nil {
		panic(err) // a typing error in this package
	}
	return u
}

// number makes distinct entropy: the suites need ids, not secrets.
func number(n int) *bytes.Reader {
	entropy := make([]byte, 16)
	binary.BigEndian.PutUint64(entropy[4:], uint64(n))
	return bytes.NewReader(entropy)
}

// newStores returns stores that hold the shop.
func newStores(t *testing.T, open func(*testing.T) Stores) Stores {
	t.Helper()
	stores := open(t)
	if err := stores.Projects.Put(t.Context(), shop); err != nil {
		t.Fatalf("Put(shop): %v", err)
	}
	return stores
}

// newAccount returns the nth account of a project; it is not stored.
func newAccount(t *testing.T, n int, project domain.ProjectID, email string) domain.Account {
	t.Helper()
	id, err := domain.MintAccountID(number(n))
	if err != nil {
		t.Fatal(err)
	}
	return domain.Account{
		ID: id, ProjectID: project, Email: mustEmail(email), PasswordHash: "$old", Generation: 1, CreatedAt: start, Language: domain.Swedish,
	}
}

func addAccount(t *testing.T, stores Stores, n int, email string) domain.Account {
	t.Helper()
	account := newAccount(t, n, shop.ID, email)
	if err := stores.Accounts.Add(t.Context(), account); err != nil {
		t.Fatalf("Add account: %v", err)
	}
	return account
}

func ask(t *testing.T, stores Stores, email string, at time.Time) {
	t.Helper()
	var address domain.Email
	if email != "" {
		address = mustEmail(email)
	}
	err := stores.Requests.Add(t.Context(), domain.ResetRequest{
		ProjectID: shop.ID, Email: address, Channel: domain.ViaWebshop, RequestedAt: at,
	})
	if err != nil {
		t.Fatalf("Add request: %v", err)
	}
}

// admitAll mails everybody who asked, whatever the limits, and returns the
// applicants as decide saw them.
func admitAll(t *testing.T, stores Stores, now time.Time) []ports.Applicant {
	t.Helper()
	var seen []ports.Applicant
	_, err := stores.Requests.Admit(t.Context(), now, 100, func(a ports.Applicant) (ports.Admission, error) {
		seen = append(seen, a)
		delivery, err := domain.NewDelivery(number(int(a.Request.ID)), domain.ResetLinkMail, a.Account, a.Request, now)
		return ports.Admission{State: domain.RequestMailed, Delivery: delivery}, err
	})
	if err != nil {
		t.Fatalf("Admit: %v", err)
	}
	return seen
}

// claimAll claims everything that is due and mints a token for each link.
func claimAll(t *testing.T, stores Stores, now time.Time, lease time.Duration) ([]ports.Due, []domain.ResetToken) {
	t.Helper()
	var (
		claimed []ports.Due
		tokens  []domain.ResetToken
	)
	order := ports.ClaimOrder{Now: now, Lease: lease, Limit: 100}
	_, err := stores.Outbox.Claim(t.Context(), order, func(due ports.Due) (ports.Verdict, error) {
		claimed = append(claimed, due)
		if due.Delivery.Kind != domain.ResetLinkMail {
			return ports.Verdict{State: domain.DeliveryWaiting}, nil
		}
		token := mintToken(t, int(due.Delivery.RequestID)<<32+due.Delivery.Attempts)
		issued := domain.Issue(token, due.Delivery.ID, due.Account, now)
		tokens = append(tokens, token)
		return ports.Verdict{State: domain.DeliveryWaiting, Token: &issued}, nil
	})
	if err != nil {
		t.Fatalf("Claim: %v", err)
	}
	return claimed, tokens
}

func mintToken(t *testing.T, n int) domain.ResetToken {
	t.Helper()
	token, err := domain.MintResetToken(number(n))
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// issueToken takes account from asking to a live token.
func issueToken(t *testing.T, stores Stores, account domain.Account, now time.Time) domain.ResetToken {
	t.Helper()
	ask(t, stores, account.Email.Address(), now)
	admitAll(t, stores, now)
	claimed, tokens := claimAll(t, stores, now, 365*24*time.Hour)
	if len(tokens) != 1 {
		t.Fatalf("claimed %d deliveries, want 1", len(claimed))
	}
	return tokens[0]
}

// redeemTo is a decide function that sets the password hash, whatever the
// token's state.
func redeemTo(hash domain.PasswordHash, now time.Time, n int) func(ports.TokenHolder) (ports.Redemption, error) {
	return func(holder ports.TokenHolder) (ports.Redemption, error) {
		holder.Account.CompleteReset(hash)
		holder.Token.SpentAt = now
		notice, err := domain.NewDelivery(number(-n), domain.PasswordChangedMail, holder.Account, domain.ResetRequest{}, now)
		return ports.Redemption{Account: holder.Account, Token: holder.Token, Notice: notice}, err
	}
}

func passwordHash(t *testing.T, stores Stores, account domain.Account) domain.PasswordHash {
	t.Helper()
	stored, err := stores.Accounts.ByEmail(context.WithoutCancel(t.Context()), account.ProjectID, account.Email)
	if err != nil {
		t.Fatalf("ByEmail: %v", err)
	}
	return stored.PasswordHash
}
