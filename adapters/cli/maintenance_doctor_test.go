package cli_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"latchkey/adapters/cli"
	"latchkey/app"
)

func TestDoctor(t *testing.T) {
	fine := app.Check{Name: "relay", State: app.CheckOK, Text: "takes mails\nover TLS"}
	warns := app.Check{Name: "dmarc", State: app.CheckWarning, Text: "none", Remedy: "publish one"}
	failed := app.Check{Name: "clock", State: app.CheckFailed, Text: "a year late", Remedy: "set it"}
	settings := "ok       settings: complete, and none contradicts another\n"
	for _, c := range []struct {
		name   string
		args   string
		checks []app.Check
		fails  error
		want   ran
	}{
		{"fit", "--trusted-proxies ::1", []app.Check{fine}, nil, ran{0, settings + "ok       relay: takes mails over TLS\n", ""}},
		{"a warning", "--trusted-proxies ::1", []app.Check{warns}, nil, ran{0, settings + "warning  dmarc: none\n         -> publish one\n", ""}},
		{"a warning before going live", "--trusted-proxies ::1 --go-live", []app.Check{warns}, nil,
			ran{1, settings + "warning  dmarc: none\n         -> publish one\n", "latchkey: 1 of 2 checks need a remedy; do what it says below each and run the doctor again\n"}},
		{"advice is no failure", "--trusted-proxies ::1 --go-live", []app.Check{{Name: "DKIM", State: app.CheckAdvice, Text: "none here", Remedy: "see"}}, nil,
			ran{0, settings + "advice   DKIM: none here\n         -> see\n", ""}},
		{"a failure, for scripts", "--trusted-proxies ::1 --json", []app.Check{failed, fine}, nil,
			ran{1, `{"name":"settings","state":"ok","text":"complete, and none contradicts another"}
{"name":"clock","state":"failed","text":"a year late","remedy":"set it"}
{"name":"relay","state":"ok","text":"takes mails\nover TLS"}
`, "latchkey: 1 of 3 checks need a remedy; do what it says below each and run the doctor again\n"}},
		{"no doctor", "--trusted-proxies ::1", nil, errors.New("no doctor"), ran{1, settings, "latchkey: no doctor\n"}},
		{"bad settings", "--listen x --mail-to y", nil, nil,
			ran{2, "", "latchkey: --mail-to: that is not an e-mail address; --listen: \"x\" is not an address like 127.0.0.1:8080\n"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			commands := cli.Commands{Doctor: func(_ context.Context, o cli.ServeOptions, d cli.DoctorOptions, tell func(app.Check)) error {
				if o.DB != "x.db" || d.GoLive != strings.Contains(c.args, "--go-live") {
					t.Errorf("called with %+v and %+v", o, d)
				}
				for _, check := range c.checks {
					tell(check)
				}
				return c.fails
			}}
			args := append(complete(strings.Fields(c.args)...), "--log-level", "error")
			args[0] = "doctor"
			if got := runCommand(t, commands, args...); got != c.want {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
		})
	}
}

// TestDoctorKnowsDoubtfulSettings: what serve warns of is not fit to go live.
func TestDoctorKnowsDoubtfulSettings(t *testing.T) {
	var to string
	commands := cli.Commands{Doctor: func(_ context.Context, _ cli.ServeOptions, d cli.DoctorOptions, _ func(app.Check)) error {
		to = d.MailTo.Address()
		return nil
	}}
	for url, want := range map[string]string{"https://x.example": "budget", "http://localhost": "not https"} {
		args := complete("--base-url", url, "--go-live", "--mail-to", "me@shop.example")
		args[0] = "doctor"
		if got := runCommand(t, commands, args...); got.code != 1 || !strings.HasPrefix(got.stdout, "warning  settings: ") || !strings.Contains(got.stdout, want) {
			t.Errorf("%s: got %+v, want a warning with %q", url, got, want)
		}
		if to != "me@shop.example" {
			t.Errorf("mails %q, want me@shop.example", to)
		}
	}
}
