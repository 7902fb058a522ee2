package cli

import (
	"strconv"

	"github.com/alecthomas/kong"
)

// settings are what a server runs by, as they were given: everything is text,
// so that whatever is wrong can be told at once. See [settings.check].
type settings struct {
	SettingsFile string `name:"config" env:"LATCHKEY_CONFIG" placeholder:"FILE" help:"Read settings from this JSON file, by flag name."`

	DB      string `name:"db" group:"site" env:"LATCHKEY_DB" placeholder:"FILE" help:"The database; required."`
	BaseURL string `group:"site" env:"LATCHKEY_BASE_URL" placeholder:"URL" help:"Where customers reach this server, with a path if it has one; https, or http on this machine; required."`
	Listen  string `group:"site" default:"127.0.0.1:8080" env:"LATCHKEY_LISTEN" placeholder:"ADDR" help:"Where to answer (default ${default})."`
	TLSCert string `name:"tls-cert" group:"site" env:"LATCHKEY_TLS_CERT" placeholder:"FILE" help:"Certificate chain, PEM, to answer https with."`
	TLSKey  string `name:"tls-key" group:"site" env:"LATCHKEY_TLS_KEY" placeholder:"FILE" help:"The certificate's private key, PEM; not readable by everybody."`

	TrustedProxies []string `group:"site" env:"LATCHKEY_TRUSTED_PROXIES" placeholder:"NET" help:"Networks of reverse proxies that are believed about who calls, such as 10.0.0.0/8."`
	AllowedHosts   []string `group:"site" env:"LATCHKEY_ALLOWED_HOSTS" placeholder:"HOST" help:"Host names to answer for beside the base URL's."`

	SMTP             string `name:"smtp" group:"mail" env:"LATCHKEY_SMTP" placeholder:"URL" help:"The relay that takes the mails, such as smtps://user@mail.example:465; required."`
	SMTPPasswordFile string `name:"smtp-password-file" group:"mail" env:"LATCHKEY_SMTP_PASSWORD_FILE" placeholder:"FILE" help:"The relay's password, in a file only its owner can read; or set $$LATCHKEY_SMTP_PASSWORD."`
	SMTPHelo         string `name:"smtp-helo" group:"mail" env:"LATCHKEY_SMTP_HELO" placeholder:"NAME" help:"The name to introduce this server to the relay by (default: the base URL's host)."`
	SMTPCAFile       string `name:"smtp-ca-file" group:"mail" env:"LATCHKEY_SMTP_CA_FILE" placeholder:"FILE" help:"Certificates, PEM, that the relay's must lead to (default: the system's)."`
	DKIMDomain       string `name:"dkim-domain" group:"mail" env:"LATCHKEY_DKIM_DOMAIN" placeholder:"NAME" help:"Sign mails for this domain."`
	DKIMSelector     string `name:"dkim-selector" group:"mail" env:"LATCHKEY_DKIM_SELECTOR" placeholder:"NAME" help:"The selector that the domain publishes the key under."`
	DKIMKeyFile      string `name:"dkim-key-file" group:"mail" env:"LATCHKEY_DKIM_KEY_FILE" placeholder:"FILE" help:"The private key, PEM, in a file only its owner can read."`
	MailTemplates    string `group:"mail" env:"LATCHKEY_MAIL_TEMPLATES" placeholder:"FOLDER" help:"Mail templates to use instead of the built-in ones."`
	MailBudget       string `group:"mail" default:"0" env:"LATCHKEY_MAIL_BUDGET" placeholder:"N" help:"Link mails a day that the relay takes in all, 0 for no limit (default ${default})."`

	WebshopLimit string `group:"limits" default:"60" env:"LATCHKEY_WEBSHOP_LIMIT" placeholder:"N" help:"Calls a minute that each caller of the webshop API may make (default ${default})."`
	ClientLimit  string `group:"limits" default:"600" env:"LATCHKEY_CLIENT_LIMIT" placeholder:"N" help:"Calls a minute that each client of the payway API may make (default ${default})."`
	PageLimit    string `group:"limits" default:"20" env:"LATCHKEY_PAGE_LIMIT" placeholder:"N" help:"Forms a minute that each address may send to the pages (default ${default})."`

	KeepRequestsDays string `group:"keep" default:"30" env:"LATCHKEY_KEEP_REQUESTS_DAYS" placeholder:"DAYS" help:"How long requests are kept, with their addresses and devices (default ${default})."`
	KeepAuditDays    string `group:"keep" default:"180" env:"LATCHKEY_KEEP_AUDIT_DAYS" placeholder:"DAYS" help:"How long the audit log is kept (default ${default})."`

	Docs          toggle `group:"watch" default:"true" negatable:"" env:"LATCHKEY_DOCS" help:"Publish the APIs' documents under /docs (default ${default})."`
	MetricsListen string `group:"watch" env:"LATCHKEY_METRICS_LISTEN" placeholder:"ADDR" help:"Where to answer for metrics, on this machine only (default: nowhere)."`
	Pprof         toggle `group:"watch" default:"false" env:"LATCHKEY_PPROF" help:"Answer for profiles where metrics are."`
	LogFormat     string `group:"watch" default:"text" choices:"json,text" env:"LATCHKEY_LOG_FORMAT" placeholder:"FORMAT" help:"How to log: json or text (default ${default})."`

	given given `kong:"-"`
}

// settingGroups are the headings of the settings in help texts.
func settingGroups() []kong.Group {
	return []kong.Group{
		{Key: "site", Title: "Where it answers:"},
		{Key: "mail", Title: "Mail:"},
		{Key: "limits", Title: "Limits:"},
		{Key: "keep", Title: "What is kept:"},
		{Key: "watch", Title: "Watching it:"},
	}
}

// toggle is on or off as it was given; any other text is kept to be told.
type toggle string

// IsBool tells kong that the flag needs no value.
func (toggle) IsBool() bool { return true }

// Decode keeps what was given.
func (t *toggle) Decode(ctx *kong.DecodeContext) error {
	*t = "true"
	if token := ctx.Scan.Peek(); token.Type == kong.FlagValueToken {
		*t = toggle(ctx.Scan.Pop().String())
	}
	return nil
}

func (t toggle) parse() (bool, bool) {
	on, err := strconv.ParseBool(string(t))
	return on, err == nil
}
