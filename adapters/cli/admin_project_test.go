package cli_test

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"latchkey/adapters/cli"
	"latchkey/domain"
)

var png = append([]byte("\x89PNG\r\n\x1a\n"), bytes.Repeat([]byte{7}, 100)...)

type projectJSON struct {
	ID            int
	Name          string
	ShopURL       string `json:"shop_url"`
	From          string
	ReplyTo       string `json:"reply_to"`
	Origins       []string
	ReturnOrigins []string `json:"return_origins"`
	ResetURL      string   `json:"reset_url"`
	Language      string
	Color         string
	Logo          *struct {
		MediaType string `json:"media_type"`
		Bytes     int
	}
	Support string
	Footer  string
}

func TestProjectAddMakesTheDatabase(t *testing.T) {
	d := newDesk(t)
	fresh := filepath.Join(t.TempDir(), "new.db")
	add := []string{"project", "add", "--name", "A", "--shop-url", "https://a.example", "--from", "a@a.example", "--json"}
	for _, want := range []string{"{\"id\":1}\n", "{\"id\":2}\n"} {
		if s := d.runOn(fresh, add...); s.out != want || s.code != 0 {
			t.Errorf("project add = %+v, want %q", s, want)
		}
	}
}

func TestProjectSetChangesWhatIsGiven(t *testing.T) {
	d := newDesk(t)
	logo := d.file("logo.png", png)
	all := []string{
		"--reply-to", "help@books.example", "--origin", "https://books.example", "--origin", "https://www.books.example",
		"--return-origin", "https://app.books.example", "--reset-url", "https://www.books.example/reset", "--language", "nl",
		"--color", "#1A6B4F", "--logo", logo, "--support", "support@books.example", "--footer", "Books, 1 Main Street",
	}
	var p projectJSON
	d.read(&p, append([]string{"project", "set", "1"}, all...)...)
	if p.Name != "Books & Co" || p.ShopURL != "https://books.example" || p.From != "no-reply@books.example" || p.ReplyTo != "help@books.example" ||
		!slices.Equal(p.Origins, []string{"https://books.example", "https://www.books.example"}) ||
		!slices.Equal(p.ReturnOrigins, []string{"https://app.books.example"}) || p.ResetURL != "https://www.books.example/reset" ||
		p.Language != "nl" || p.Color != "#1a6b4f" || p.Logo == nil || p.Logo.MediaType != "image/png" || p.Logo.Bytes != len(png) ||
		p.Support != "support@books.example" || p.Footer != "Books, 1 Main Street" {
		t.Errorf("project = %+v", p)
	}
	d.read(&p, "project", "set", "1", "--name", "Books")
	if p.Name != "Books" || p.Footer == "" || len(p.Origins) != 2 || p.Logo == nil {
		t.Errorf("project = %+v, want the name changed and all else kept", p)
	}
	expect(t, d.ok("project", "show", "1"), "Name            Books\n", "Origins         https://books.example, https://www.books.example\n", "Logo            image/png, 108 bytes\n")
	p = projectJSON{}
	d.read(&p, "project", "set", "1", "--reply-to", "", "--reset-url", "", "--origin", "", "--return-origin", "", "--language", "", "--color", "",
		"--no-logo", "--support", "", "--footer", "")
	if p.ReplyTo+p.ResetURL+p.Language+p.Color+p.Support+p.Footer != "" || len(p.Origins)+len(p.ReturnOrigins) != 0 || p.Logo != nil {
		t.Errorf("project = %+v, want all of that cleared", p)
	}
}

func TestProjectList(t *testing.T) {
	d := newDesk(t)
	d.ok("project", "add", "--name", "Second", "--shop-url", "https://second.example", "--from", "no-reply@second.example")
	want := `ID  NAME        FROM                     SHOP
1   Books & Co  no-reply@books.example   https://books.example
2   Second      no-reply@second.example  https://second.example
`
	if got := d.ok("project", "list"); got != want {
		t.Errorf("project list:\n%s\nwant:\n%s", got, want)
	}
	var list []projectJSON
	if d.read(&list, "project", "list"); len(list) != 2 || list[1].Name != "Second" {
		t.Errorf("project list --json = %+v", list)
	}
	expect(t, d.ok("project", "list", "--json"), "Books & Co", `"origins":[]`)
}

func TestProjectRemove(t *testing.T) {
	d := newDesk(t)
	d.ok("account", "add", "--project", "1", "--email", "jane@example.com")
	for _, wrong := range [][]string{nil, {"--with-accounts", "2"}} {
		s := d.run(append([]string{"project", "remove", "1"}, wrong...)...)
		if s.code != cli.ExitFailure || s.out != "" {
			t.Errorf("remove with %v: exit code %d, %s", wrong, s.code, s.out)
		}
		expect(t, s.err, "the project has 1 account", "--with-accounts 1")
	}
	expect(t, d.ok("project", "remove", "1", "--with-accounts", "1"), "Project 1 is removed.")
	expect(t, d.ok("project", "list"), "There are no projects")
	if s := d.run("project", "remove", "1"); s.code != cli.ExitFailure {
		t.Errorf("removed again: %+v", s)
	}
}

// badInput is a command that must be refused, on one line that says what to do.
type badInput struct {
	name string
	args []string
	code int
	want string
}

// refuses fails unless every command is refused and leaves everything as it was.
func (d *desk) refuses(cases []badInput) {
	d.t.Helper()
	before := d.ok("project", "show", "1") + d.ok("account", "list", "--project", "1")
	for _, c := range cases {
		d.t.Run(c.name, func(t *testing.T) {
			s := d.run(c.args...)
			if s.code != c.code || s.out != "" || strings.Count(s.err, "\n") != 1 || !strings.HasPrefix(s.err, "latchkey: ") {
				t.Errorf("exit code %d, want %d; printed %q; said %q", s.code, c.code, s.out, s.err)
			}
			expect(t, s.err, c.want)
			for _, arg := range c.args {
				if strings.Contains(arg, "@") && arg != "jane@" && strings.Contains(s.err, arg) {
					t.Errorf("an address in an error: %s", s.err)
				}
			}
		})
	}
	if after := d.ok("project", "show", "1") + d.ok("account", "list", "--project", "1"); after != before {
		d.t.Errorf("there was\n%s, and is\n%s", before, after)
	}
}

func TestBadInputAboutProjects(t *testing.T) {
	d := newDesk(t)
	missing, notAPicture := filepath.Join(t.TempDir(), "none"), d.file("logo.txt", []byte("hello"))
	huge := d.file("huge.png", append(png, make([]byte, domain.MaxLogoBytes)...))
	add := []string{"project", "add", "--name", "A", "--shop-url", "https://a.example", "--from"}
	d.refuses([]badInput{
		{"a sender with a name", append(add, "A <a@a.example>"), 2, "--from: must be one address"},
		{"no name", []string{"project", "add", "--shop-url", "https://a.example", "--from", "a@a.example"}, 2, "missing flags: --name"},
		{"a shop that is no URL", []string{"project", "set", "1", "--shop-url", "a.example"}, 2, "--shop-url: must be an absolute"},
		{"a name of control characters", []string{"project", "set", "1", "--name", "a\nb"}, 2, "--name: must be one visible line"},
		{"an origin with a path", []string{"project", "set", "1", "--origin", "https://a.example/x"}, 2, "--origin: must be an origin"},
		{"a reset page elsewhere", []string{"project", "set", "1", "--reset-url", "https://evil.example/"}, 2, "--reset-url: must be a page of the shop itself"},
		{"an unknown language", []string{"project", "set", "1", "--language", "xx"}, 2, "--language: must be one of en, nl, sv, de, fr, es"},
		{"no colour", []string{"project", "set", "1", "--color", "green"}, 2, "--color: must be a colour"},
		{"no logo there", []string{"project", "set", "1", "--logo", missing}, 2, "--logo: open "},
		{"a logo that is none", []string{"project", "set", "1", "--logo", notAPicture}, 2, "--logo: must be a PNG, JPEG or WebP"},
		{"a logo too large", []string{"project", "set", "1", "--logo", huge}, 2, "at most 64 KiB"},
		{"a logo and none", []string{"project", "set", "1", "--logo", notAPicture, "--no-logo"}, 2, "contradict"},
		{"a flag twice", []string{"project", "set", "1", "--name", "A", "--name", "B"}, 2, "--name is given more than once"},
		{"a database twice", []string{"project", "list", "--db", d.db}, 2, "--db is given more than once"},
		{"an unknown project", []string{"project", "show", "9"}, 1, "there is no such project; see latchkey project list"},
		{"a project that is no number", []string{"project", "show", "nine"}, 2, "expected"},
	})
}

func TestBadInputAboutAccounts(t *testing.T) {
	d := newDesk(t)
	d.ok("account", "add", "--project", "1", "--email", "jane@example.com")
	missing := filepath.Join(t.TempDir(), "none")
	short, twoLines := d.file("short", []byte("1234567\n")), d.file("two", []byte("first line\nsecond line\n"))
	common := d.file("common", []byte("password\n"))
	d.refuses([]badInput{
		{"an account of an unknown project", []string{"account", "add", "--project", "9", "--email", "x@example.com"}, 1, "there is no such project"},
		{"a malformed address", []string{"account", "add", "--project", "1", "--email", "jane@"}, 2, "--email: must be one address"},
		{"a taken address", []string{"account", "add", "--project", "1", "--email", "JANE@example.com"}, 1, "the e-mail is taken"},
		{"an unknown account", []string{"account", "show", "--project", "1", "--email", "x@example.com"}, 1, "nobody has this e-mail"},
		{"a password too short", []string{"account", "add", "--project", "1", "--email", "x@example.com", "--password-file", short}, 2, "--password-file: the password is too short"},
		{"a password of two lines", []string{"account", "add", "--project", "1", "--email", "x@example.com", "--password-file", twoLines}, 2, "a file of one line"},
		{"a common password", []string{"account", "add", "--project", "1", "--email", "x@example.com", "--password-file", common}, 2, "the password is too common"},
		{"no password there", []string{"account", "add", "--project", "1", "--email", "x@example.com", "--password-file", missing}, 2, "--password-file: open "},
		{"a password nobody uses", []string{"account", "add", "--project", "1", "--email", "x@example.com", "--external", "--password-file", common}, 2, "contradict"},
		{"nothing to change", []string{"account", "set", "--project", "1", "--email", "jane@example.com"}, 2, "nothing to change is given"},
		{"disable and enable", []string{"account", "set", "--project", "1", "--email", "jane@example.com", "--disable", "--enable"}, 2, "can't be used together"},
		{"erase an unknown address", []string{"account", "erase", "--project", "1", "--email", "x@example.com", "--yes"}, 1, "nobody has this e-mail"},
	})
}

func TestBadInputAboutTheRest(t *testing.T) {
	newDesk(t).refuses([]badInput{
		{"an unknown scope", []string{"client", "add", "--project", "1", "--scope", "all"}, 2, "--scope: must be a scope that latchkey knows: /external/account/w"},
		{"a client that is no id", []string{"client", "revoke", "7"}, 2, "24 lower-case hexadecimal digits"},
		{"an unknown client", []string{"client", "rotate", "000000000000000000000001"}, 1, "there is no such client"},
		{"a time that is none", []string{"request", "list", "--since", "yesterday"}, 2, "--since: must be how long ago"},
		{"a limit of nothing", []string{"request", "list", "--limit", "0"}, 2, "--limit: must be 1 or more"},
		{"a reference that is none", []string{"request", "list", "--ref", "nonsense"}, 2, "--ref: must be four"},
		{"an unknown request", []string{"request", "show", "7"}, 1, "there is no such request"},
		{"a request that is nothing", []string{"request", "show", "jane@example.com"}, 2, "a request is named by its id"},
		{"a retry of nothing", []string{"outbox", "retry"}, 2, "give the reference of a mail, or --all"},
		{"a retry of an unknown mail", []string{"outbox", "retry", "7K2M"}, 1, "no such mail waits"},
		{"a drop of nonsense", []string{"outbox", "drop", "nonsense"}, 2, "a mail is named by its reference"},
	})
}
