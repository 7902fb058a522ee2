package cli

import (
	"context"
	"fmt"

	"github.com/alecthomas/kong"

	"latchkey/app"
	"latchkey/domain"
)

// DoctorOptions say how thorough the doctor is.
type DoctorOptions struct {
	GoLive bool         // judge by what production needs
	MailTo domain.Email // send a test mail there; zero: send none
}

type doctorCmd struct {
	settings `embed:""`
	GoLive   bool   `help:"Judge by what production needs: warnings count as failures."`
	MailTo   string `placeholder:"ADDR" help:"Send a test mail through the relay to this address."`
	JSON     bool   `name:"json" help:"Print each check as one line of JSON."`
}

// Run prints each check with its remedy and fails if one of them did.
func (d *doctorCmd) Run(ctx context.Context, selected *kong.Context, terminal *Terminal, commands Commands) error {
	d.gather(selected)
	var doctor DoctorOptions
	if d.MailTo != "" {
		var err error
		if doctor.MailTo, err = domain.ParseEmail(d.MailTo); err != nil {
			d.given.problems = append(d.given.problems, "--mail-to: that is not an e-mail address")
		}
	}
	options, err := d.check(commands.Checks, terminal.Stderr)
	if err != nil {
		return err
	}
	doctor.GoLive = d.GoLive
	sum := tally{print: d.printer(terminal), goLive: d.GoLive}
	sum.tell(settingsCheck(options))
	if err := commands.Doctor(ctx, options, doctor, sum.tell); err != nil {
		return err
	}
	return sum.verdict()
}

// settingsCheck is what the command line itself knows.
func settingsCheck(options ServeOptions) app.Check {
	if len(options.Warnings) > 0 {
		return app.Check{Name: "settings", State: app.CheckWarning, Text: options.Warnings[0], Remedy: "see latchkey serve --help, under " + `"Where it answers"`}
	}
	return app.Check{Name: "settings", State: app.CheckOK, Text: "complete, and none contradicts another"}
}

// checkLine is a check as scripts read it.
type checkLine struct {
	Name   string         `json:"name"`
	State  app.CheckState `json:"state"`
	Text   string         `json:"text"`
	Remedy string         `json:"remedy,omitempty"`
}

func (d *doctorCmd) printer(terminal *Terminal) func(app.Check) error {
	if d.JSON {
		return func(c app.Check) error { return encode(terminal.Stdout, checkLine{c.Name, c.State, c.Text, c.Remedy}) }
	}
	return func(c app.Check) error {
		_, err := fmt.Fprintf(terminal.Stdout, "%-8s %s: %s\n", c.State, oneLine(c.Name), oneLine(c.Text))
		if err == nil && c.Remedy != "" {
			_, err = fmt.Fprintf(terminal.Stdout, "         -> %s\n", oneLine(c.Remedy))
		}
		return err
	}
}

// tally prints checks as they come and counts what is wrong.
type tally struct {
	print         func(app.Check) error
	goLive        bool
	count, failed int
	err           error
}

func (t *tally) tell(c app.Check) {
	t.count++
	if c.State == app.CheckFailed || t.goLive && c.State == app.CheckWarning {
		t.failed++
	}
	if t.err == nil {
		t.err = t.print(c)
	}
}

func (t *tally) verdict() error {
	if t.err != nil {
		return t.err
	}
	if t.failed > 0 {
		return fmt.Errorf("%d of %d checks need a remedy; do what it says below each and run the doctor again", t.failed, t.count)
	}
	return nil
}
