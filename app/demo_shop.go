package app

import (
	"context"
	"errors"
	"fmt"

	"latchkey/domain"
	"latchkey/ports"
)

// DemoShop is what a demo starts with: one project and two customers whose
// passwords are known to everybody.
type DemoShop struct {
	Environment
	Projects ports.Projects
	Accounts *Accounts
	Clients  *Clients
}

// DemoAccount is a customer of the demo shop with the password to sign in with.
type DemoAccount struct {
	Email    domain.Email
	Password domain.Password
}

// DemoOpened is what anybody may know of an open demo shop.
type DemoOpened struct {
	Accounts []DemoAccount
	Client   Credentials // of a client that may do everything
}

// demoClientID is the same in every demo, so that one that is kept does not
// collect clients.
var demoClientID = domain.ClientID{0xde, 0x30}

// DemoCustomer is the address of the customer who has forgotten his password.
const DemoCustomer = "jane@example.com"

// DemoProjectID is the project's id in every demo.
const DemoProjectID domain.ProjectID = 1

// Open creates the demo shop under shopURL where it is missing, gives its
// customers their first passwords back, so that every demo begins alike, and
// its API client new credentials.
func (d *DemoShop) Open(ctx context.Context, shopURL string) (DemoOpened, error) {
	sender, err := domain.ParseEmail("no-reply@demo-shop.example")
	if err != nil {
		return DemoOpened{}, err
	}
	origin, err := domain.ParseOrigin(shopURL)
	if err != nil {
		return DemoOpened{}, fmt.Errorf("demo shop URL: %w", err)
	}
	shop := domain.Project{ID: DemoProjectID, Name: "Demo Shop", ShopURL: shopURL, Sender: sender, Origins: []domain.Origin{origin}}
	if err := d.Projects.Put(ctx, shop); err != nil {
		return DemoOpened{}, fmt.Errorf("create demo shop: %w", err)
	}
	var opened DemoOpened
	for _, known := range [][2]string{
		{DemoCustomer, "correct horse battery"},
		{"li@example.com", "another long phrase"},
	} {
		account, err := d.openAccount(ctx, known[0], known[1])
		if err != nil {
			return DemoOpened{}, fmt.Errorf("create demo account: %w", err)
		}
		opened.Accounts = append(opened.Accounts, account)
	}
	if opened.Client, err = d.openClient(ctx); err != nil {
		return DemoOpened{}, fmt.Errorf("create demo client: %w", err)
	}
	return opened, nil
}

func (d *DemoShop) openClient(ctx context.Context) (Credentials, error) {
	credentials, err := d.Clients.Rotate(ctx, demoClientID)
	if !errors.Is(err, domain.NotFound) {
		return credentials, err
	}
	return d.Clients.Create(ctx, NewClient{
		ID: demoClientID, Project: DemoProjectID, Scopes: domain.Scopes{domain.AccountWrite}, MayMintCodes: true,
	})
}

func (d *DemoShop) openAccount(ctx context.Context, address, phrase string) (DemoAccount, error) {
	email, err := domain.ParseEmail(address)
	if err != nil {
		return DemoAccount{}, err
	}
	password, err := domain.NewPassword(phrase)
	if err != nil {
		return DemoAccount{}, err
	}
	known := DemoAccount{Email: email, Password: password}
	existing, err := d.Accounts.Store.ByEmail(ctx, DemoProjectID, email)
	if err == nil {
		return known, d.restorePassword(ctx, existing, password)
	}
	if !errors.Is(err, domain.NotFound) {
		return DemoAccount{}, err
	}
	_, err = d.Accounts.Create(ctx, NewAccount{Project: DemoProjectID, Email: email, Password: password})
	return known, err
}

// restorePassword leaves an account alone that has its first password still:
// setting it again would end the links and mails of a demo that was kept.
func (d *DemoShop) restorePassword(ctx context.Context, account domain.Account, password domain.Password) error {
	same, err := d.Accounts.Hasher.Verify(ctx, password, account.PasswordHash)
	if err != nil || same {
		return err
	}
	return d.Accounts.SetPassword(ctx, account.ID, password)
}
