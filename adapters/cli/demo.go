package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"strings"

	"latchkey/app"
	"latchkey/domain"
)

type demoCmd struct {
	Listen       string `default:"127.0.0.1:8080" env:"LATCHKEY_DEMO_LISTEN" placeholder:"ADDR" help:"Where pages and APIs answer, on this machine only (default ${default})."`
	SMTPListen   string `name:"smtp-listen" default:"127.0.0.1:1025" env:"LATCHKEY_DEMO_SMTP_LISTEN" placeholder:"ADDR" help:"Where the demo's mail server answers, on this machine only (default ${default})."`
	DB           string `name:"db" env:"LATCHKEY_DEMO_DB" placeholder:"FILE" help:"Keep the demo's database in this file (default: a temporary one, removed at the end)."`
	WebshopLimit int    `default:"60" env:"LATCHKEY_DEMO_WEBSHOP_LIMIT" placeholder:"N" help:"Calls a minute that each caller of the webshop API may make (default ${default})."`
	ClientLimit  int    `default:"600" env:"LATCHKEY_DEMO_CLIENT_LIMIT" placeholder:"N" help:"Calls a minute that each client of the payway API may make (default ${default})."`
	JSON         bool   `name:"json" help:"Print one line of JSON when the demo is ready, and nothing else."`
}

// DemoOptions are the demo's settings, checked.
type DemoOptions struct {
	Listen       string
	SMTPListen   string
	DB           string // "": a temporary file
	WebshopLimit int    // calls a minute, at least 1
	ClientLimit  int    // calls a minute, at least 1
	LogLevel     slog.Level
	Log          io.Writer
}

// Serve returns the settings of a demo as those of a server at baseURL, whose
// mails go to relay, host:port.
func (o DemoOptions) Serve(baseURL, relay string) ServeOptions {
	return ServeOptions{
		DB: o.DB, BaseURL: baseURL, Relay: RelayOptions{URL: "smtp://" + relay},
		WebshopLimit: o.WebshopLimit, ClientLimit: o.ClientLimit, PageLimit: defaultPageLimit,
		KeepRequests: domain.DefaultRetention().Requests, KeepAudit: domain.DefaultRetention().Audit,
		Docs: true, LogLevel: o.LogLevel, LogFormat: "text", Log: o.Log,
	}
}

// defaultPageLimit is how many forms a minute an address may send.
const defaultPageLimit = 20

// DemoReady is what a person needs to know once the demo runs.
type DemoReady struct {
	BaseURL  string
	SMTPAddr string
	Project  domain.ProjectID
	app.DemoOpened
}

// FirstRequest is the command that asks a demo for its first reset link, as
// the shop's own page would.
func FirstRequest(baseURL string, project domain.ProjectID) string {
	return fmt.Sprintf(`curl -H 'Content-Type: application/json' -d '{"project_id":%d,"email":"jane@example.com"}' %s/api/services/webshop/v1/customer/auth/password/forgot`,
		project, baseURL)
}

// LocalHosts are the names by which a browser on this machine reaches addr.
func LocalHosts(addr string) []string {
	_, port, _ := strings.Cut(addr[strings.LastIndexByte(addr, ':'):], ":")
	var hosts []string
	for _, name := range []string{"localhost", "127.0.0.1", "[::1]"} {
		hosts = append(hosts, name+":"+port)
		if port == "80" { // browsers leave it out
			hosts = append(hosts, name)
		}
	}
	return append(hosts, addr)
}

// Run checks the settings, starts the demo and says what to open.
func (d *demoCmd) Run(ctx context.Context, terminal *Terminal, commands Commands, level slog.Level) error {
	if err := d.check(); err != nil {
		return usageError{err}
	}
	options := DemoOptions{
		Listen: d.Listen, SMTPListen: d.SMTPListen, DB: d.DB, WebshopLimit: d.WebshopLimit, ClientLimit: d.ClientLimit,
		LogLevel: level, Log: terminal.Stderr,
	}
	announce := announceInWords
	if d.JSON {
		announce = announceInJSON
	}
	return commands.Demo(ctx, options, func(ready DemoReady) error { return announce(terminal.Stdout, ready) })
}

func (d *demoCmd) check() error {
	for _, flag := range []struct{ name, addr string }{{"--listen", d.Listen}, {"--smtp-listen", d.SMTPListen}} {
		addr, err := netip.ParseAddrPort(flag.addr)
		if err != nil {
			return fmt.Errorf("%s: %q is not an address like 127.0.0.1:8080", flag.name, flag.addr)
		}
		if !addr.Addr().IsLoopback() {
			return fmt.Errorf("%s: %s would be open to others; a demo listens on 127.0.0.1 or [::1] only", flag.name, flag.addr)
		}
	}
	for _, flag := range []struct {
		name  string
		limit int
	}{{"--webshop-limit", d.WebshopLimit}, {"--client-limit", d.ClientLimit}} {
		if flag.limit < 1 {
			return fmt.Errorf("%s: %d makes no sense; give 1 or more", flag.name, flag.limit)
		}
	}
	return nil
}

// readyLine is what scripts read.
type readyLine struct {
	BaseURL      string           `json:"base_url"`
	InboxURL     string           `json:"inbox_url"`
	DocsURL      string           `json:"docs_url"`
	SMTPAddr     string           `json:"smtp_addr"`
	ProjectID    domain.ProjectID `json:"project_id"`
	Accounts     []readyAccount   `json:"accounts"`
	ClientID     string           `json:"client_id"`
	ClientSecret string           `json:"client_secret"`
	APIToken     string           `json:"api_token"`
}

type readyAccount struct {
	Email    string `json:"email"`
	Password string `json:"password"`
}

func announceInJSON(stdout io.Writer, ready DemoReady) error {
	line := readyLine{
		BaseURL: ready.BaseURL, InboxURL: ready.BaseURL + "/inbox", DocsURL: ready.BaseURL + "/docs",
		SMTPAddr: ready.SMTPAddr, ProjectID: ready.Project,
		ClientID: ready.Client.ID.String(), ClientSecret: ready.Client.ClientSecret.Reveal(), APIToken: ready.Client.APIToken.Reveal(),
	}
	for _, a := range ready.Accounts {
		line.Accounts = append(line.Accounts, readyAccount{a.Email.Address(), a.Password.Reveal()})
	}
	return json.NewEncoder(stdout).Encode(line)
}

func announceInWords(stdout io.Writer, ready DemoReady) error {
	var text strings.Builder
	fmt.Fprintf(&text, `latchkey demo: everything runs on this machine, and no mail leaves it.

  Home    %[1]s/
  Inbox   %[1]s/inbox
  Docs    %[1]s/docs
  Forgot  %[1]s/forgot/%[2]d
  SMTP    %[3]s

Ask for a reset link, as the shop's own page would:

  %[4]s

Then open the inbox, follow the link and choose a new password.

`, ready.BaseURL, ready.Project, ready.SMTPAddr, FirstRequest(ready.BaseURL, ready.Project))
	for _, a := range ready.Accounts {
		fmt.Fprintf(&text, "  %-18s password: %s\n", a.Email.Address(), a.Password.Reveal())
	}
	fmt.Fprintf(&text, "\n  API client  %s\n  its secret  %s\n  API token   %s\n",
		ready.Client.ID, ready.Client.ClientSecret.Reveal(), ready.Client.APIToken.Reveal())
	text.WriteString("\nCtrl-C ends the demo.\n")
	_, err := io.WriteString(stdout, text.String())
	return err
}
