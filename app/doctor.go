package app

import (
	"context"
	"fmt"
	"strings"
	"time"

	"latchkey/domain"
	"latchkey/ports"
)

// CheckState says how a check ended.
type CheckState string

// The states of a check.
const (
	CheckOK      CheckState = "ok"
	CheckAdvice  CheckState = "advice"  // fit for production, if something is so that nobody can see from here
	CheckWarning CheckState = "warning" // works, and is not fit for production
	CheckFailed  CheckState = "failed"
)

// Check is one thing the doctor has looked at.
type Check struct {
	Name   string
	State  CheckState
	Text   string // what was found
	Remedy string // what to do about it; "" if CheckOK

	Fault *domain.RelayFault // of the relay, for whoever can say more about it; else nil
}

// Doctor looks at everything a server needs, and changes nothing.
type Doctor struct {
	Environment
	Surroundings ports.Surroundings
	Projects     ports.Projects
	Relay        ports.RelayKnocker
	DNS          ports.TXTRecords
	BaseURL      string

	// RelayIsLocal says that the relay is on this machine, where nobody listens in.
	RelayIsLocal bool

	// DKIM is where the public key of our signature should be found, and the
	// key as it should stand there; zero if mails are not signed here.
	DKIM DKIMRecord
}

// DKIMRecord is a key that receivers look up to check signatures (RFC 6376).
type DKIMRecord struct {
	Domain, Selector string
	PublicKey        string // base64, as after p=
}

// Examine makes all checks, in the order a person would, and tells each as it
// ends.
func (d *Doctor) Examine(ctx context.Context, tell func(Check)) {
	for _, look := range []func(context.Context) []Check{
		d.database, d.disk, d.clock, d.projects, d.relay, d.dns, d.baseURL,
	} {
		for _, check := range look(ctx) {
			tell(check)
		}
	}
}

func ok(name, format string, args ...any) Check {
	return Check{Name: name, State: CheckOK, Text: fmt.Sprintf(format, args...)}
}

func (c Check) but(state CheckState, remedy string) Check {
	c.State, c.Remedy = state, remedy
	return c
}

func (d *Doctor) database(ctx context.Context) []Check {
	findings, err := d.Surroundings.Verify(ctx)
	switch {
	case err != nil:
		return []Check{ok("database", "cannot be read: %v", err).but(CheckFailed, "check the path and its permissions, or restore a backup with latchkey restore")}
	case len(findings) > 0:
		return []Check{ok("database", "%s", strings.Join(findings, "; ")).but(CheckFailed, "stop the server, keep a copy of the file, and restore a backup with latchkey restore")}
	}
	return []Check{ok("database", "all invariants hold")}
}

// wantFree is what a year of a small shop needs several times over.
const wantFree = 500 << 20

func (d *Doctor) disk(ctx context.Context) []Check {
	free, err := d.Surroundings.FreeBytes(ctx)
	if err != nil {
		return []Check{ok("disk", "cannot be looked at: %v", err).but(CheckWarning, "make sure yourself that there is room where the database is")}
	}
	check := ok("disk", "%d MiB free", free>>20)
	if free < wantFree {
		return []Check{check.but(CheckFailed, fmt.Sprintf("make room: at least %d MiB should be free", wantFree>>20))}
	}
	return []Check{check}
}

func (d *Doctor) clock(ctx context.Context) []Check {
	newest, err := d.Surroundings.NewestRow(ctx)
	if err != nil {
		return []Check{ok("clock", "cannot be compared: %v", err).but(CheckWarning, "check the time yourself")}
	}
	if ahead := newest.Sub(d.Now()); ahead > time.Minute {
		return []Check{ok("clock", "runs %s behind the newest request in the database", ahead.Round(time.Second)).
			but(CheckFailed, "set the clock right and keep it so with a time service: links live by it")}
	}
	return []Check{ok("clock", "%s", d.Now().UTC().Format("2006-01-02 15:04:05 UTC"))}
}

func (d *Doctor) projects(ctx context.Context) []Check {
	all, err := d.Projects.All(ctx)
	if err != nil {
		return []Check{ok("projects", "cannot be read: %v", err).but(CheckFailed, "see the database check")}
	}
	if len(all) == 0 {
		return []Check{ok("projects", "there is none").but(CheckFailed, "add your shop with latchkey project add")}
	}
	var checks []Check
	for _, project := range all {
		check := ok("project "+project.ID.String(), "%s, %s", project.Name, project.ShopURL)
		if !strings.HasPrefix(project.ShopURL, "https://") {
			check = check.but(CheckWarning, "set an https address with latchkey project set "+project.ID.String()+" --shop-url")
		}
		checks = append(checks, check)
	}
	return checks
}

func (d *Doctor) relay(ctx context.Context) []Check {
	secure := false
	err := d.Relay.Knock(ctx, func(step ports.RelayStep) { secure = secure || step.Phase == domain.PhaseTLS })
	if err != nil {
		check := ok("relay", "%v", err).but(CheckFailed, "see the whole conversation with latchkey mail test")
		check.Fault, _ = faultOf(err)
		return []Check{check}
	}
	if !secure && d.RelayIsLocal {
		return []Check{ok("relay", "answers, on this machine")}
	}
	if !secure {
		return []Check{ok("relay", "answers, without encryption").
			but(CheckWarning, "use smtps:// or smtp+starttls://: a reset link is a key to an account")}
	}
	return []Check{ok("relay", "answers, and the connection is encrypted and verified")}
}

func (d *Doctor) baseURL(ctx context.Context) []Check {
	check := ok("base URL", "%s", d.BaseURL)
	if !strings.HasPrefix(d.BaseURL, "https://") {
		return []Check{check.but(CheckWarning, "set an https address with --base-url: links in mails are made of it")}
	}
	status, err := d.Surroundings.Fetch(ctx, d.BaseURL+"/healthz")
	nothing := 0
	if err == nil && status == 200 {
		// A shop may have a page for whatever it is asked for; latchkey has not.
		nothing, err = d.Surroundings.Fetch(ctx, d.BaseURL+"/healthz/nothing")
	}
	switch {
	case err != nil:
		return []Check{ok("base URL", "%s cannot be reached: %v", d.BaseURL, err).
			but(CheckWarning, "start the server, and check the name, the certificate and the reverse proxy")}
	case status != 200:
		return []Check{ok("base URL", "%s/healthz answers %d", d.BaseURL, status).
			but(CheckWarning, "let the reverse proxy pass this address to latchkey")}
	case nothing != 404:
		return []Check{ok("base URL", "something else than latchkey answers at %s", d.BaseURL).
			but(CheckWarning, "let the reverse proxy pass all of this address to latchkey, or give latchkey an address of its own")}
	}
	return []Check{check}
}
