package app_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"latchkey/app"
	"latchkey/domain"
	"latchkey/ports"
)

// ward is a doctor's patient: every part of it can be made ill.
type ward struct {
	projects []domain.Project
	findings []string
	verify   error
	free     uint64
	newest   time.Time
	steps    []ports.RelayStep
	knock    error
	txt      map[string][]string
	deaf     bool // nobody answers what is not in txt
	unsigned bool
	local    bool
	status   int
	others   int // status of what latchkey has no page for
	fetch    error
	hushed   error // of a second call, after the first was answered
}

func (w *ward) FreeBytes(context.Context) (uint64, error)    { return w.free, nil }
func (w *ward) Verify(context.Context) ([]string, error)     { return w.findings, w.verify }
func (w *ward) NewestRow(context.Context) (time.Time, error) { return w.newest, nil }
func (w *ward) Fetch(_ context.Context, url string) (int, error) {
	if !strings.HasSuffix(url, "/healthz") {
		return w.others, w.hushed
	}
	return w.status, w.fetch
}
func (w *ward) All(context.Context) ([]domain.Project, error) { return w.projects, nil }
func (w *ward) Knock(_ context.Context, tell func(ports.RelayStep)) error {
	for _, step := range w.steps {
		tell(step)
	}
	return w.knock
}

func (w *ward) LookupTXT(_ context.Context, name string) ([]string, error) {
	if records, found := w.txt[name]; found {
		return records, nil
	}
	if w.deaf {
		return nil, noAnswer{}
	}
	return nil, errors.New("no such host")
}

// noAnswer is the error of a lookup that nobody has answered.
type noAnswer struct{}

func (noAnswer) Error() string   { return "timeout" }
func (noAnswer) Temporary() bool { return true }

type wardProjects struct {
	ports.Projects
	*ward
}

func (p wardProjects) All(ctx context.Context) ([]domain.Project, error) { return p.ward.All(ctx) }

var doctorNoon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func healthy() *ward {
	return &ward{
		projects: []domain.Project{{ID: 1, Name: "Shop", ShopURL: "https://shop.example", Sender: email("no-reply@mail.shop.example")}},
		free:     1 << 40, newest: doctorNoon.Add(-time.Hour), status: 200, others: 404,
		steps: []ports.RelayStep{{Phase: domain.PhaseGreeting}, {Phase: domain.PhaseTLS}},
		txt: map[string][]string{
			"mail.shop.example":               {"google-site-verification=x", "v=spf1 include:relay.example -all"},
			"_dmarc.shop.example":             {"v=DMARC1; p=quarantine"},
			"lk._domainkey.mail.shop.example": {"v=DKIM1; k=ed25519; p=AAAA BBBB"},
		},
	}
}

func examine(t *testing.T, w *ward, baseURL string) map[string]app.Check {
	t.Helper()
	doctor := app.Doctor{
		Environment:  app.Environment{Now: func() time.Time { return doctorNoon }, Log: slog.New(slog.NewTextHandler(io.Discard, nil))},
		Surroundings: w, Projects: wardProjects{ward: w}, Relay: w, DNS: w, BaseURL: baseURL, RelayIsLocal: w.local,
		DKIM: app.DKIMRecord{Domain: "mail.shop.example", Selector: "lk", PublicKey: "AAAABBBB"},
	}
	if w.unsigned {
		doctor.DKIM = app.DKIMRecord{}
	}
	found := map[string]app.Check{}
	doctor.Examine(t.Context(), func(c app.Check) {
		if _, twice := found[c.Name]; twice {
			t.Errorf("%s is told twice", c.Name)
		}
		if (c.Remedy == "") != (c.State == app.CheckOK) {
			t.Errorf("%s is %s with the remedy %q", c.Name, c.State, c.Remedy)
		}
		found[c.Name] = c
	})
	return found
}

func TestDoctorFindsNothingInHealth(t *testing.T) {
	found := examine(t, healthy(), "https://reset.shop.example")
	for _, name := range []string{
		"database", "disk", "clock", "project 1", "relay", "SPF of mail.shop.example", "DMARC of mail.shop.example",
		"DKIM of mail.shop.example", "base URL",
	} {
		if got := found[name]; got.State != app.CheckOK {
			t.Errorf("%s: %+v, want ok", name, got)
		}
	}
}

func TestDoctorFindsEachIllness(t *testing.T) {
	tests := []struct {
		name  string
		make  func(*ward)
		check string
		state app.CheckState
		text  string
	}{
		{"broken invariant", func(w *ward) { w.findings = []string{"I2: a lease is 3 hours old"} }, "database", app.CheckFailed, "3 hours"},
		{"unreadable", func(w *ward) { w.verify = errors.New("file is not a database") }, "database", app.CheckFailed, "not a database"},
		{"full disk", func(w *ward) { w.free = 10 << 20 }, "disk", app.CheckFailed, "10 MiB"},
		{"clock behind", func(w *ward) { w.newest = doctorNoon.Add(time.Hour) }, "clock", app.CheckFailed, "1h0m0s"},
		{"no project", func(w *ward) { w.projects = nil }, "projects", app.CheckFailed, "none"},
		{"shop without https", func(w *ward) { w.projects[0].ShopURL = "http://shop.example" }, "project 1", app.CheckWarning, "http://"},
		{"relay refuses us", func(w *ward) { w.knock = &domain.RelayFault{Phase: domain.PhaseAuth, Code: 535} }, "relay", app.CheckFailed, "AUTH answered 535"},
		{"relay in the clear", func(w *ward) { w.steps = w.steps[:1] }, "relay", app.CheckWarning, "without encryption"},
		{"relay in the clear on this machine", func(w *ward) { w.steps, w.local = w.steps[:1], true }, "relay", app.CheckOK, "on this machine"},
		{"no SPF", func(w *ward) { delete(w.txt, "mail.shop.example") }, "SPF of mail.shop.example", app.CheckWarning, "no record"},
		{"two of SPF", func(w *ward) { w.txt["mail.shop.example"] = []string{"v=spf1 -all", "v=spf1 a -all"} }, "SPF of mail.shop.example", app.CheckWarning, "2 records"},
		{"two of DMARC", func(w *ward) {
			w.txt["_dmarc.shop.example"] = append(w.txt["_dmarc.shop.example"], "v=DMARC1; p=none")
		}, "DMARC of mail.shop.example", app.CheckWarning, "2 records"},
		{"SPF for all", func(w *ward) { w.txt["mail.shop.example"] = []string{"v=spf1 +all"} }, "SPF of mail.shop.example", app.CheckWarning, "everybody"},
		{"no DMARC", func(w *ward) { delete(w.txt, "_dmarc.shop.example") }, "DMARC of mail.shop.example", app.CheckWarning, "no record"},
		{"no DKIM", func(w *ward) { delete(w.txt, "lk._domainkey.mail.shop.example") }, "DKIM of mail.shop.example", app.CheckFailed, "no record"},
		{"other DKIM", func(w *ward) { w.txt["lk._domainkey.mail.shop.example"] = []string{"v=DKIM1; p=CCCC"} }, "DKIM of mail.shop.example", app.CheckFailed, "another"},
		{"no DKIM key", func(w *ward) { w.unsigned = true }, "DKIM", app.CheckAdvice, "not signed here"},
		{"no answer about SPF", func(w *ward) { w.txt, w.deaf = nil, true }, "SPF of mail.shop.example", app.CheckWarning, "cannot be looked up: timeout"},
		{"no answer about DMARC", func(w *ward) { w.txt, w.deaf = nil, true }, "DMARC of mail.shop.example", app.CheckWarning, "cannot be looked up: timeout"},
		{"no answer about DKIM", func(w *ward) { w.txt, w.deaf = nil, true }, "DKIM of mail.shop.example", app.CheckWarning, "cannot be looked up: timeout"},
		{"not reachable", func(w *ward) { w.fetch = errors.New("connection refused") }, "base URL", app.CheckWarning, "refused"},
		{"not reachable any more", func(w *ward) { w.others, w.hushed = 0, errors.New("timeout") }, "base URL", app.CheckWarning, "cannot be reached: timeout"},
		{"proxy in the way", func(w *ward) { w.status = 404 }, "base URL", app.CheckWarning, "404"},
		{"a shop that has a page for everything", func(w *ward) { w.others = 200 }, "base URL", app.CheckWarning, "something else"},
	}
	for _, test := range tests {
		w := healthy()
		test.make(w)
		got := examine(t, w, "https://reset.shop.example")[test.check]
		if got.State != test.state || !strings.Contains(got.Text, test.text) {
			t.Errorf("%s: %+v, want %s with %q", test.name, got, test.state, test.text)
		}
	}
	if got := examine(t, healthy(), "http://127.0.0.1:8080")["base URL"]; got.State != app.CheckWarning {
		t.Errorf("a base URL without https: %+v, want a warning", got)
	}
}
