package app_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"latchkey/app"
	"latchkey/domain"
)

// office is what an operator does with the house's database.
func (h *house) office() *app.Office {
	return &app.Office{Environment: h.resets.Environment, Store: h.store.Ports(), Hasher: h.hasher, Common: commonPasswords{}}
}

func shopNamed(name string) domain.Project {
	return domain.Project{Name: name, ShopURL: "https://books.example", Sender: email("no-reply@books.example")}
}

func webURL(text string) domain.WebURL {
	u, err := domain.ParseWebURL(text)
	if err != nil {
		panic(err)
	}
	return u
}

func fieldOf(err error) string {
	var problem *domain.Problem
	if errors.As(err, &problem) {
		return problem.Field
	}
	return ""
}

func TestAddProject(t *testing.T) {
	h := newHouse(t)
	for _, c := range []struct {
		name string
		edit func(*domain.Project)
		want string // the field at fault
	}{
		{"all in order", func(*domain.Project) {}, ""},
		{"no name", func(p *domain.Project) { p.Name = "" }, "name"},
		{"a name that breaks a header", func(p *domain.Project) { p.Name = "Shop\r\nBcc: x" }, "name"},
		{"a shop that is no URL", func(p *domain.Project) { p.ShopURL = "books.example" }, "shop_url"},
		{"a shop that is a script", func(p *domain.Project) { p.ShopURL = "javascript:alert(1)" }, "shop_url"},
		{"nobody who sends", func(p *domain.Project) { p.Sender = domain.Email{} }, "sender"},
		{"a footer of two lines", func(p *domain.Project) { p.Brand.Footer = "one\ntwo" }, "footer"},
		{"a reset page of its own", func(p *domain.Project) { p.ResetPage = webURL("https://books.example/reset") }, ""},
		{"a reset page on one of its origins", func(p *domain.Project) {
			p.Origins, p.ResetPage = []domain.Origin{"https://www.books.example"}, webURL("https://www.books.example/reset")
		}, ""},
		{"a reset page of somebody else", func(p *domain.Project) { p.ResetPage = webURL("https://evil.example/reset") }, "reset_url"},
		{"a reset page where a back button may lead", func(p *domain.Project) {
			p.ReturnOrigins, p.ResetPage = []domain.Origin{"https://www.books.example"}, webURL("https://www.books.example/reset")
		}, "reset_url"},
	} {
		t.Run(c.name, func(t *testing.T) {
			project := shopNamed("Books")
			c.edit(&project)
			id, err := h.office().AddProject(t.Context(), project)
			if fieldOf(err) != c.want || (err != nil) != (c.want != "") {
				t.Fatalf("AddProject = %v, %v, want a problem with %q", id, err, c.want)
			}
			if c.want == "" && id < 2 {
				t.Errorf("id = %d, want the next free one", id)
			}
		})
	}
}

func TestChangeProject(t *testing.T) {
	h := newHouse(t)
	office := h.office()
	err := office.ChangeProject(t.Context(), 1, func(p *domain.Project) { p.Name, p.ID = "Other", 7 })
	if err != nil {
		t.Fatal(err)
	}
	if project, err := office.Project(t.Context(), 1); err != nil || project.Name != "Other" || project.ShopURL != "https://shop.example" {
		t.Errorf("project = %+v, %v, want the new name and all else as it was", project, err)
	}
	err = office.ChangeProject(t.Context(), 1, func(p *domain.Project) { p.ResetPage = webURL("https://evil.example/") })
	if fieldOf(err) != "reset_url" {
		t.Errorf("a change that cannot stand = %v, want a problem with reset_url", err)
	}
	if project, _ := office.Project(t.Context(), 1); !project.ResetPage.IsZero() {
		t.Error("a change that cannot stand was made")
	}
	if err := office.ChangeProject(t.Context(), 9, func(*domain.Project) {}); fieldOf(err) != "project" || !errors.Is(err, domain.NotFound) {
		t.Errorf("unknown project = %v, want domain.NotFound", err)
	}
}

func TestRemoveProject(t *testing.T) {
	h := newHouse(t)
	office := h.office()
	for n := range 3 {
		h.addAccount(1, fmt.Sprintf("customer%d@example.com", n), "a long phrase")
	}
	h.ask("customer1@example.com")
	h.work()
	for _, wrong := range []int{0, 2, 4} {
		var accounts *app.HasAccountsError
		if err := office.RemoveProject(t.Context(), 1, wrong); !errors.As(err, &accounts) || accounts.Accounts != 3 {
			t.Errorf("with %d accounts: %v, want a *HasAccountsError of 3", wrong, err)
		}
	}
	if err := office.RemoveProject(t.Context(), 1, 3); err != nil {
		t.Fatal(err)
	}
	if _, err := office.Project(t.Context(), 1); !errors.Is(err, domain.NotFound) {
		t.Errorf("the project is still there: %v", err)
	}
	if err := office.RemoveProject(t.Context(), 1, 0); fieldOf(err) != "project" {
		t.Errorf("removed again = %v, want domain.NotFound", err)
	}
}

func TestAddAccount(t *testing.T) {
	h := newHouse(t)
	office := h.office()
	h.addAccount(1, "taken@example.com", "a long phrase")
	for _, c := range []struct {
		name   string
		wanted app.NewAccount
		field  string
	}{
		{"with a password", app.NewAccount{Project: 1, Email: email("jane@example.com"), Password: password("a long phrase"), Language: domain.Dutch}, ""},
		{"without one", app.NewAccount{Project: 1, Email: email("li@example.com"), External: true}, ""},
		{"a common password", app.NewAccount{Project: 1, Email: email("x@example.com"), Password: password("password")}, "password"},
		{"the address as password", app.NewAccount{Project: 1, Email: email("x@example.com"), Password: password("x@example.com")}, "password"},
		{"a taken address", app.NewAccount{Project: 1, Email: email("TAKEN@example.com")}, "email"},
		{"no such project", app.NewAccount{Project: 9, Email: email("x@example.com")}, "project"},
	} {
		t.Run(c.name, func(t *testing.T) {
			added, err := office.AddAccount(t.Context(), c.wanted)
			if fieldOf(err) != c.field || (err != nil) != (c.field != "") {
				t.Fatalf("AddAccount = %v, want a problem with %q", err, c.field)
			}
			if err != nil {
				return
			}
			stored, err := office.Account(t.Context(), 1, c.wanted.Email)
			if err != nil || stored.ID != added.ID || stored.Language != c.wanted.Language || stored.External != c.wanted.External {
				t.Errorf("stored = %+v, %v, want %+v", stored, err, added)
			}
		})
	}
	if _, err := office.Account(t.Context(), 1, email("nobody@example.com")); fieldOf(err) != "account" || !errors.Is(err, domain.NotFound) {
		t.Errorf("unknown account = %v, want domain.NotFound", err)
	}
}

func TestChangeAccount(t *testing.T) {
	yes, no := true, false
	swedish, none := domain.Swedish, domain.Language("")
	other, phrase, common := email("other@example.com"), password("another phrase"), password("password")
	for _, c := range []struct {
		name   string
		change app.AccountChange
		ends   bool // reset links
		field  string
		check  func(domain.Account) bool
	}{
		{"e-mail", app.AccountChange{Email: &other}, true, "", func(a domain.Account) bool { return a.Email == other && !a.EmailVerified }},
		{"password", app.AccountChange{Password: &phrase}, true, "", func(a domain.Account) bool { return a.PasswordHash == "hash of another phrase" }},
		{"disable", app.AccountChange{Disabled: &yes}, true, "", func(a domain.Account) bool { return a.Disabled }},
		{"enable what is enabled", app.AccountChange{Disabled: &no}, false, "", func(a domain.Account) bool { return !a.Disabled }},
		{"language", app.AccountChange{Language: &swedish}, false, "", func(a domain.Account) bool { return a.Language == swedish }},
		{"no language", app.AccountChange{Language: &none}, false, "", func(a domain.Account) bool { return a.Language == "" }},
		{"lift a mute", app.AccountChange{LiftMute: true}, false, "", func(a domain.Account) bool { return a.MutedUntil.IsZero() }},
		{"a common password", app.AccountChange{Password: &common}, false, "password", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t)
			h.addAccount(1, "jane@example.com", "a long phrase")
			token := h.link("jane@example.com")
			changed, err := h.office().ChangeAccount(t.Context(), 1, email("jane@example.com"), c.change)
			if fieldOf(err) != c.field || (err != nil) != (c.field != "") {
				t.Fatalf("ChangeAccount = %v, want a problem with %q", err, c.field)
			}
			if c.check != nil && !c.check(changed) {
				t.Errorf("account = %#v", changed)
			}
			if got := h.state(token) == domain.TokenRevoked; got != c.ends {
				t.Errorf("the link has ended: %v, want %v", got, c.ends)
			}
		})
	}
}

func TestMutedIsToldWhileItLasts(t *testing.T) {
	h := newHouse(t)
	account := domain.Account{MutedUntil: h.clock.Now().Add(time.Hour)}
	if got := h.office().Muted(account); !got.Equal(account.MutedUntil) {
		t.Errorf("Muted = %v, want %v", got, account.MutedUntil)
	}
	h.clock.advance(time.Hour)
	if got := h.office().Muted(account); !got.IsZero() {
		t.Errorf("Muted an hour later = %v, want none", got)
	}
}

func TestEachAccountGoesThroughAllOfThem(t *testing.T) {
	h := newHouse(t)
	office := h.office()
	accounts := make([]domain.Account, 1201) // more than two reads
	for n := range accounts {
		accounts[n] = domain.Account{ID: domain.AccountID{byte(n >> 8), byte(n)}, ProjectID: 1, Email: email(fmt.Sprintf("c%04d@example.com", n)), CreatedAt: h.clock.Now()}
	}
	if _, err := h.store.Ports().AccountLists.AddMany(t.Context(), accounts); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		after string
		limit int
		want  int
	}{{"", 2000, 1201}, {"", 501, 501}, {"c1199@example.com", 10, 1}, {"z@example.com", 10, 0}} {
		seen := 0
		err := office.EachAccount(t.Context(), 1, c.after, c.limit, func(domain.Account) error { seen++; return nil })
		if err != nil || seen != c.want {
			t.Errorf("after %q, %d at most: %d accounts, %v, want %d", c.after, c.limit, seen, err, c.want)
		}
	}
	failed := errors.New("enough")
	if err := office.EachAccount(t.Context(), 1, "", 10, func(domain.Account) error { return failed }); !errors.Is(err, failed) {
		t.Errorf("EachAccount = %v, want the error of do", err)
	}
}

func TestOfficeClients(t *testing.T) {
	h := newHouse(t)
	office := h.office()
	h.openShop(2, "Other")
	wanted := app.NewClient{Project: 1, Scopes: domain.Scopes{domain.AccountWrite}, MayMintCodes: true}
	made, err := office.AddClient(t.Context(), wanted)
	if err != nil {
		t.Fatal(err)
	}
	wanted.Project = 2
	if _, err := office.AddClient(t.Context(), wanted); err != nil {
		t.Fatal(err)
	}
	for project, want := range map[domain.ProjectID]int{0: 2, 1: 1, 2: 1} {
		if list, err := office.Clients(t.Context(), project); err != nil || len(list) != want {
			t.Errorf("Clients(%d) = %d of them, %v, want %d", project, len(list), err, want)
		}
	}
	rotated, err := office.RotateClient(t.Context(), made.ID)
	if err != nil || rotated.APIToken.Reveal() == made.APIToken.Reveal() || rotated.ID != made.ID {
		t.Errorf("RotateClient = %v, want new secrets of the same client", err)
	}
	if err := office.RevokeClient(t.Context(), made.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := office.RotateClient(t.Context(), made.ID); !errors.Is(err, app.ErrRevoked) {
		t.Errorf("rotating a revoked client = %v, want ErrRevoked", err)
	}
	unknown := domain.ClientID{9}
	_, rotateErr := office.RotateClient(t.Context(), unknown)
	_, listErr := office.Clients(t.Context(), 9)
	wanted.Project = 9
	_, addErr := office.AddClient(t.Context(), wanted)
	for name, err := range map[string]error{"client": rotateErr, "project": listErr} {
		if fieldOf(err) != name || !errors.Is(err, domain.NotFound) {
			t.Errorf("%v, want domain.NotFound in field %s", err, name)
		}
	}
	if fieldOf(addErr) != "project" {
		t.Errorf("AddClient to no project = %v, want a problem with project", addErr)
	}
	if err := office.RevokeClient(t.Context(), unknown); fieldOf(err) != "client" {
		t.Errorf("RevokeClient of nobody = %v, want a problem with client", err)
	}
}
