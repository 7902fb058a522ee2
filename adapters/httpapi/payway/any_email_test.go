package payway_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"latchkey/domain"
)

const noEmail = "Parameter must be an e-mail address"

// widerRows are addresses that only a project with the wider syntax takes, and
// those that even it refuses.
var widerRows = []struct{ value, want, address string }{
	{`"jane@mail.my-shop.com"`, "", "jane@mail.my-shop.com"},
	{`"O'Neil@Mail.My-Shop.COM"`, "", "O'Neil@mail.my-shop.com"},
	{"\"!#$%&'*+-/=?^_`{|}~@a-b.c-d.nl\"", "", "!#$%&'*+-/=?^_`{|}~@a-b.c-d.nl"},
	{`"=?utf-8?q?jane=40example.com?=@x.nl"`, "", "=?utf-8?q?jane=40example.com?=@x.nl"}, // as it is: nobody decodes it
	{`"` + strings.Repeat("a", 64) + `@a-b.c-d.nl"`, "", strings.Repeat("a", 64) + "@a-b.c-d.nl"},
	{`"` + strings.Repeat("a", 65) + `@a-b.c-d.nl"`, wrong("email", noEmail), ""},
	{`"o'neil@` + strings.Repeat("a1.", 82) + `n"`, "", "o'neil@" + strings.Repeat("a1.", 82) + "n"}, // 254 octets
	{`"o'neils@` + strings.Repeat("a1.", 82) + `n"`, wrong("email", noEmail), ""},                    // and one more
	{`"o'neil@` + strings.Repeat("a1.", 339) + `n"`, wrong("email", tooLong), ""},                    // 1,025
	{`"o'neil\r\nBcc: a@x.nl"`, wrong("email", noEmail), ""}, {`"o'neil@x.nl\n"`, wrong("email", noEmail), ""},
	{`"o'neil@x.nl\r"`, wrong("email", noEmail), ""}, {`"\no'neil@x.nl"`, wrong("email", noEmail), ""},
	{`"o'neil@x.nl\u0085"`, wrong("email", noEmail), ""}, {`"o'neil@x.nl\t"`, wrong("email", noEmail), ""},
	{`"o'neil@x.nl,a@x.nl"`, wrong("email", noEmail), ""}, {`"o'neil@x.nl a@x.nl"`, wrong("email", noEmail), ""},
	{`"o'neil@x.nl;a@x.nl"`, wrong("email", noEmail), ""}, {`"o'neil@x.nl%0Acc:a@x.nl"`, wrong("email", noEmail), ""},
	{`"O <o'neil@x.nl>"`, wrong("email", noEmail), ""}, {`"<o'neil@x.nl>"`, wrong("email", noEmail), ""},
	{`"o'neil@x.nl (x)"`, wrong("email", noEmail), ""}, {`"\"o'neil\"@x.nl"`, wrong("email", noEmail), ""},
	{`"\"a b\"@x.nl"`, wrong("email", noEmail), ""}, {`"o'neil@[192.0.2.1]"`, wrong("email", noEmail), ""},
	{`"o'neil@192.0.2.1"`, wrong("email", noEmail), ""}, {`"o'neil@localhost"`, wrong("email", noEmail), ""},
	{`"o'neil@x.nl."`, wrong("email", noEmail), ""}, {`"o'neil@-x.nl"`, wrong("email", noEmail), ""},
	{`"o''..neil@x.nl"`, wrong("email", noEmail), ""}, {`"o'n\u0131l@x.nl"`, wrong("email", noEmail), ""},
	{`"o'neil@\u017Fhop.nl"`, wrong("email", noEmail), ""}, {`"o'neil@x\uFF0Enl"`, wrong("email", noEmail), ""},
	{`"o'neil\u200B@x.nl"`, wrong("email", noEmail), ""}, {`["o'neil@x.nl","a@x.nl"]`, wrong("email", noString), ""},
}

// TestAnyEmail (A01, A03, A04): a project may take every address that mail can be
// sent to, beside those of the published form, and nothing else.
func TestAnyEmail(t *testing.T) {
	h := open(t)
	shop, err := h.store.Projects().ByID(t.Context(), 1)
	h.must(err)
	shop.EmailSyntax = domain.AnyEmail
	h.must(h.store.Projects().Put(t.Context(), shop))
	taken := func(got reply, refusal string, statuses ...int) {
		t.Helper()
		if refusal != "" {
			got.check(400, refusal)
		} else if !slices.Contains(statuses, got.status) {
			t.Errorf("got %d %s, want one of %v", got.status, got.body, statuses)
		}
	}
	rows := slices.Clone(widerRows)
	for _, row := range emailRows {
		var value string
		_ = json.Unmarshal([]byte(row.value), &value)
		if email, err := domain.ParseEmail(value); err == nil {
			row.want, row.address = "", email.Address()
		}
		row.want = strings.ReplaceAll(row.want, emailForm, noEmail)
		rows = append(rows, row)
	}
	for _, row := range rows {
		h.clock.advance(time.Minute)
		taken(h.post(createPath, with(row.value), "Authorization", bearer(h.minter)), row.want, 404, 200)
		for _, path := range []string{requestPath, customPath} {
			members := map[string][]string{customPath: {`"reset_password_url":"https://shop.example/r"`, `"return_url":"https://shop.example/"`}}[path]
			taken(h.post(path, with(row.value, members...)), row.want, 204, 200)
			recorded := h.requests.taken()
			if row.want == "" && (len(recorded) != 1 || recorded[0].Email.Address() != row.address) || row.want != "" && len(recorded) != 0 {
				t.Errorf("%s of %.60s: recorded %+v", path, row.value, recorded)
			}
		}
	}
	h.post(requestPath, with(`"jane@mail.my-shop.com"`), "Authorization", bearer(h.stranger)).check(400, wrong("email", emailForm)) // of the other project
}
