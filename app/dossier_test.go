package app_test

import (
	"errors"
	"testing"
	"time"

	"latchkey/app"
	"latchkey/domain"
)

func TestExportTellsEverything(t *testing.T) {
	h := newHouse(t)
	jane := h.addAccount(1, "jane@example.com", "a long phrase")
	h.addAccount(1, "li@example.com", "a long phrase")
	token := h.link("jane@example.com")
	h.link("li@example.com")
	h.ask("jane@example.com") // folded
	h.work()
	h.clock.advance(time.Minute)
	if err := h.complete(token, "another phrase"); err != nil {
		t.Fatal(err)
	}
	h.work()
	all, err := h.office().Export(t.Context(), 1, email("JANE@example.com"))
	if err != nil {
		t.Fatal(err)
	}
	if all.Account == nil || all.Account.ID != jane.ID {
		t.Errorf("account = %v, want jane's", all.Account)
	}
	if len(all.Requests) != 2 || all.Requests[0].Request.ID != 1 || all.Requests[1].State != app.StandsFolded {
		t.Errorf("requests = %+v, want the first and the folded one", all.Requests)
	}
	if len(all.Deliveries) != 2 || all.Deliveries[1].Delivery.Kind != domain.PasswordChangedMail || len(all.Deliveries[1].Steps) == 0 {
		t.Errorf("mails = %+v, want the link and the notice with their stories", all.Deliveries)
	}
	if len(all.Events) != 2 || all.Events[0].Kind != domain.AuditAccountAdded || all.Events[1].Kind != domain.AuditResetCompleted {
		t.Errorf("events = %+v, want the account and the reset", all.Events)
	}
}

func TestExportAndEraseWhereThereIsNoAccount(t *testing.T) {
	h := newHouse(t)
	office := h.office()
	h.ask("stranger@example.com")
	h.work()
	h.ask("li@example.com")
	stranger := email("stranger@example.com")
	all, err := office.Export(t.Context(), 1, stranger)
	if err != nil || all.Account != nil || len(all.Requests) != 1 {
		t.Errorf("Export = %+v, %v, want one request and no account", all, err)
	}
	if erased, err := office.Erase(t.Context(), 1, stranger); err != nil || erased != (app.Erased{Requests: 1}) {
		t.Errorf("Erase = %+v, %v, want one request", erased, err)
	}
	_, exportErr := office.Export(t.Context(), 1, stranger)
	_, eraseErr := office.Erase(t.Context(), 1, stranger)
	for _, err := range []error{exportErr, eraseErr} {
		if !errors.Is(err, domain.NotFound) || fieldOf(err) != "account" {
			t.Errorf("afterwards: %v, want domain.NotFound in field account", err)
		}
	}
	_, exportErr = office.Export(t.Context(), 9, stranger)
	_, eraseErr = office.Erase(t.Context(), 9, stranger)
	for _, err := range []error{exportErr, eraseErr} {
		if !errors.Is(err, domain.NotFound) || fieldOf(err) != "project" {
			t.Errorf("in no project: %v, want domain.NotFound in field project", err)
		}
	}
}

func TestEraseTakesTheAccount(t *testing.T) {
	h := newHouse(t)
	h.addAccount(1, "jane@example.com", "a long phrase")
	token := h.link("jane@example.com")
	erased, err := h.office().Erase(t.Context(), 1, email("jane@example.com"))
	if err != nil || erased != (app.Erased{Accounts: 1, Requests: 1, Deliveries: 1}) {
		t.Errorf("Erase = %+v, %v, want the account, its request and its mail", erased, err)
	}
	if got := h.state(token); got != domain.TokenUnknown {
		t.Errorf("the link is %s, want %s", got, domain.TokenUnknown)
	}
	if h.work(); h.newest().Request.ID != 1 {
		t.Error("the newest request is gone: its id would be given out again")
	}
}
