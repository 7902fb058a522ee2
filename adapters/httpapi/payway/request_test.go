package payway_test

import (
	"strings"
	"testing"
	"time"

	"latchkey/domain"
)

const (
	// The publisher's own text, with the four backslashes of its example.
	emailForm = `Parameter must match format (?i-mx:\\\\A[\\\\w+\\\\-.]+@[a-z\\\\d\\\\-]+(\\\\.[a-z]+)*\\\\.[a-z]+\\\\z)`

	isRequired  = "Parameter is required"
	noString    = "Parameter must be a string"
	tooLong     = "Parameter must not be longer than 1024 characters"
	noURL       = "Parameter must be an absolute http or https URI"
	otherOrigin = "Parameter must lead to an origin that the project allows"
	noObject    = "Parameter must be an object"
	noIP        = "Parameter must be an IPv4 or IPv6 address"
)

// long is a JSON string of an address with n characters.
func long(n int) string { return `"` + strings.Repeat("a", n-len("@x.nl")) + `@x.nl"` }

// emailRows are values of email, for every operation that takes one; no want
// means that it is accepted, and address what is looked for.
var emailRows = []struct{ value, want, address string }{
	{`"jane@example.com"`, "", jane},
	{`"Jane@EXAMPLE.com"`, "", "Jane@example.com"},
	{`"j_a+n-e.9@example.com"`, "", "j_a+n-e.9@example.com"},
	{`"test@example.co.uk"`, "", "test@example.co.uk"},
	{`"t@my-shop2.com"`, "", "t@my-shop2.com"},
	{`"a..b@x.nl"`, "", ""},                    // has the form, and no mailbox can have it
	{`".jane@example.com"`, "", ""},            // likewise
	{`"jane@-example.com"`, "", ""},            // likewise
	{long(254), "", ""},                        // a local part of more than 64
	{long(1024), "", ""},                       // the most that is published
	{long(1025), wrong("email", tooLong), ""},  // and one more
	{long(16000), wrong("email", tooLong), ""}, // length comes before form
	{`"` + strings.Repeat("ü", 1024) + `"`, wrong("email", emailForm), ""},
	{`"` + strings.Repeat("ü", 1025) + `"`, wrong("email", tooLong), ""},
	{`null`, wrong("email", isRequired), ""},
	{``, wrong("email", isRequired), ""}, // left out
	{`""`, wrong("email", emailForm), ""},
	{`" "`, wrong("email", emailForm), ""},
	{`1`, wrong("email", noString), ""},
	{`true`, wrong("email", noString), ""},
	{`[]`, wrong("email", noString), ""},
	{`{}`, wrong("email", noString), ""},
	{`["jane@example.com"]`, wrong("email", noString), ""},
	{`"jane"`, wrong("email", emailForm), ""},
	{`"jane@"`, wrong("email", emailForm), ""},
	{`"@example.com"`, wrong("email", emailForm), ""},
	{`"jane@example"`, wrong("email", emailForm), ""},
	{`"jane@example."`, wrong("email", emailForm), ""},
	{`"jane@.com"`, wrong("email", emailForm), ""},
	{`"jane@example..com"`, wrong("email", emailForm), ""},
	{`"jane@example.c0m"`, wrong("email", emailForm), ""},
	{`"jane@mail.my-shop.com"`, wrong("email", emailForm), ""}, // what the published pattern refuses
	{`"jane@127.0.0.1"`, wrong("email", emailForm), ""},
	{`"jane@[127.0.0.1]"`, wrong("email", emailForm), ""},
	{`"jane@@example.com"`, wrong("email", emailForm), ""},
	{`"jane@example.com@x.nl"`, wrong("email", emailForm), ""},
	{`"o'neil@example.com"`, wrong("email", emailForm), ""},
	{`" jane@example.com"`, wrong("email", emailForm), ""},
	{`"jane@example.com "`, wrong("email", emailForm), ""},
	{`"jane@example.com\n"`, wrong("email", emailForm), ""}, // \z, not $
	{`"\njane@example.com"`, wrong("email", emailForm), ""}, // \A, not ^
	{`"x\njane@example.com\nx"`, wrong("email", emailForm), ""},
	{`"jane@example.com\r\nBcc: a@x.nl"`, wrong("email", emailForm), ""},
	{`"jane@example.com,a@x.nl"`, wrong("email", emailForm), ""},
	{`"Jane <jane@example.com>"`, wrong("email", emailForm), ""},
	{`"jane@example.com\u2028"`, wrong("email", emailForm), ""},
	{`"\u212Aane@example.com"`, wrong("email", emailForm), ""}, // folds onto k
	{`"jane@\u212Aexample.com"`, wrong("email", emailForm), ""},
	{`"jane@example.\u212A"`, wrong("email", emailForm), ""},
	{`"jane@\u017Fhop.com"`, wrong("email", emailForm), ""}, // folds onto s
	{`"jane@shop.\u017Fe"`, wrong("email", emailForm), ""},
	{`"v\u0131ctim@example.com"`, wrong("email", emailForm), ""},
	{`"jane@example\u3002com"`, wrong("email", emailForm), ""},
	{`"jane@xn--bcher-kva.example"`, "", "jane@xn--bcher-kva.example"},
}

// with puts an e-mail in front of the other members of a body.
func with(email string, more ...string) string {
	members := more
	if email != "" {
		members = append([]string{`"email":` + email}, more...)
	}
	return "{" + strings.Join(members, ",") + "}"
}

func TestEmail(t *testing.T) {
	h := open(t)
	custom := []string{`"reset_password_url":"https://shop.example/r"`, `"return_url":"https://shop.example/"`}
	for _, test := range emailRows {
		h.clock.advance(time.Minute)
		for _, call := range []struct {
			path, body string
			status     int
			answer     string
		}{
			{requestPath, with(test.value), 204, ""},
			{customPath, with(test.value, custom...), 200, "{}"},
		} {
			got := h.post(call.path, call.body)
			rows := h.requests.taken()
			if test.want != "" {
				got.check(400, test.want)
				if len(rows) != 0 {
					t.Errorf("%.60s: a row was added", test.value)
				}
				continue
			}
			got.check(call.status, call.answer)
			if len(rows) != 1 || rows[0].Email.Address() != test.address || rows[0].ProjectID != 1 || rows[0].Channel != domain.ViaPayway || rows[0].ClientID != h.plain.ID {
				t.Errorf("%.60s: recorded %+v", test.value, rows)
			}
		}
		if got := h.post(createPath, with(test.value), "Authorization", bearer(h.minter)); test.want != "" {
			got.check(400, test.want)
		} else if test.address != jane && test.address != "Jane@example.com" {
			got.check(404, `{"code":"not_found","field":"email","message":"email could not be found"}`)
		} else if got.status != 200 {
			t.Errorf("%s: got %d %s", test.value, got.status, got.body)
		}
	}
}

// fieldRows are further members of a body of request_password_reset.
var fieldRows = []struct {
	members string
	want    string // "": 204
	row     domain.ResetRequest
}{
	{`"return_url":null,"device_info":null`, "", domain.ResetRequest{}},
	{`"device_info":{}`, "", domain.ResetRequest{}},
	{`"device_info":{"ip_address":null,"user_agent":null}`, "", domain.ResetRequest{}},
	{`"device_info":{"user_agent":""}`, "", domain.ResetRequest{}},
	{`"device_info":{"user_agent":"Mozilla/5.0 \u001b[2J\r\n\u2028<b>"}`, "", domain.ResetRequest{Device: domain.Device{UserAgent: "Mozilla/5.0 \x1b[2J\r\n\u2028<b>"}}},
	{`"device_info":{"ip_address":"192.0.2.7"}`, "", domain.ResetRequest{Device: domain.Device{IPAddress: "192.0.2.7"}}},
	{`"device_info":{"ip_address":"2001:DB8:0:0::7"}`, "", domain.ResetRequest{Device: domain.Device{IPAddress: "2001:db8::7"}}},
	{`"device_info":{"ip_address":"::ffff:192.0.2.7"}`, "", domain.ResetRequest{Device: domain.Device{IPAddress: "::ffff:192.0.2.7"}}},
	{`"device_info":{"user_agent":"` + strings.Repeat("x", 1024) + `"}`, "", domain.ResetRequest{Device: domain.Device{UserAgent: strings.Repeat("x", 1024)}}},
	{`"device_info":{"user_agent":"x` + strings.Repeat("ü", 1024) + `"}`, "", domain.ResetRequest{Device: domain.Device{UserAgent: "x" + strings.Repeat("ü", 511)}}},
	{`"device_info":[]`, wrong("device_info", noObject), domain.ResetRequest{}},
	{`"device_info":"x"`, wrong("device_info", noObject), domain.ResetRequest{}},
	{`"device_info":[{"x":1}]`, wrong("device_info", noObject), domain.ResetRequest{}},
	{`"device_info":{"ip_address":""}`, wrong("device_info.ip_address", noIP), domain.ResetRequest{}},
	{`"device_info":{"ip_address":"localhost"}`, wrong("device_info.ip_address", noIP), domain.ResetRequest{}},
	{`"device_info":{"ip_address":"192.0.2.7:80"}`, wrong("device_info.ip_address", noIP), domain.ResetRequest{}},
	{`"device_info":{"ip_address":"192.0.2.7/32"}`, wrong("device_info.ip_address", noIP), domain.ResetRequest{}},
	{`"device_info":{"ip_address":"192.0.2.07"}`, wrong("device_info.ip_address", noIP), domain.ResetRequest{}},
	{`"device_info":{"ip_address":"192.0.2"}`, wrong("device_info.ip_address", noIP), domain.ResetRequest{}},
	{`"device_info":{"ip_address":"[::1]"}`, wrong("device_info.ip_address", noIP), domain.ResetRequest{}},
	{`"device_info":{"ip_address":"fe80::1%eth0"}`, wrong("device_info.ip_address", noIP), domain.ResetRequest{}},
	{`"device_info":{"ip_address":"` + canary + `"}`, wrong("device_info.ip_address", noIP), domain.ResetRequest{}},
	{`"device_info":{"ip_address":1}`, wrong("device_info.ip_address", noString), domain.ResetRequest{}},
	{`"device_info":{"ip_address":["::1"]}`, wrong("device_info.ip_address", noString), domain.ResetRequest{}},
	{`"device_info":{"user_agent":7}`, wrong("device_info.user_agent", noString), domain.ResetRequest{}},
	{`"return_url":"/back"`, wrong("return_url", noURL), domain.ResetRequest{}},
	{`"return_url":""`, wrong("return_url", noURL), domain.ResetRequest{}},
	{`"return_url":7`, wrong("return_url", noString), domain.ResetRequest{}},
	{`"return_url":["http://x.example"]`, wrong("return_url", noString), domain.ResetRequest{}},
	{`"return_url":"javascript:alert('` + canary + `')"`, wrong("return_url", noURL), domain.ResetRequest{}},
	// of several that are wrong the first in the published order is told
	{`"device_info":{"user_agent":7,"ip_address":7},"return_url":7`, wrong("return_url", noString), domain.ResetRequest{}},
	{`"device_info":{"user_agent":7,"ip_address":7}`, wrong("device_info.ip_address", noString), domain.ResetRequest{}},
}

func TestOptionalFields(t *testing.T) {
	h := open(t)
	for _, test := range fieldRows {
		got := h.post(requestPath, with(`"jane@example.com"`, test.members))
		rows := h.requests.taken()
		if test.want != "" {
			got.check(400, test.want)
			if len(rows) != 0 {
				t.Errorf("%.80s: a row was added", test.members)
			}
			continue
		}
		got.check(204, "")
		if len(rows) != 1 || rows[0].Device != test.row.Device || rows[0].ReturnURL != test.row.ReturnURL {
			t.Errorf("%.80s: recorded %+v", test.members, rows)
		}
	}
	h.post(requestPath, `{"return_url":7,"email":7}`).check(400, wrong("email", noString))
}
