package payway_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// bodyRows are bodies of request_password_reset and what is wrong with each;
// no want means nothing.
func bodyRows() []struct{ body, want string } {
	unparsed := func(text string) string { return other("json_parser_error", text) }
	noJSON := unparsed("The request body must be a JSON object.")
	twice := unparsed("The request body must not contain the same field twice.")
	badText := unparsed("The request body must be valid UTF-8 text without NUL characters.")
	deep := unparsed("The request body must not be nested more than 8 levels deep.")
	many := unparsed("The request body must not have more than 32 fields in an object.")
	hidden := other("unknown_parameter", "Parameter is not recognized")
	const good = `"email":"jane@example.com"`
	return []struct{ body, want string }{
		{"", noJSON}, {" \n", noJSON}, {"null", noJSON}, {"true", noJSON}, {"7", noJSON}, {`"{}"`, noJSON}, {"[]", noJSON},
		{"[{" + good + "}]", noJSON}, {"{", noJSON}, {"}", noJSON}, {"{" + good, noJSON}, {"{" + good + ",}", noJSON},
		{"{," + good + "}", noJSON}, {"{" + good + "}}", noJSON}, {"{" + good + "} x", noJSON}, {"{" + good + "}{" + good + "}", noJSON},
		{"{" + good + "}\x00", noJSON}, {"\ufeff{" + good + "}", noJSON}, {"{'email':'jane@example.com'}", noJSON}, {"{email:1}", noJSON},
		{"{" + good + "/**/}", noJSON}, {`{"email":"jane@example.com` + "\n" + `"}`, noJSON}, {`{"email":"\x41@example.com"}`, noJSON},
		{`{"email":"a\ud800@x.nl"}`, noJSON}, {"email=v@x.nl&email=a@x.nl", noJSON}, {"<a/>", noJSON}, {"{" + good + `,"x":[1,]}`, noJSON},
		{"{" + good + `,"x":1` + canary + "}", noJSON}, {`{"x":1` + canary, noJSON}, // an unknown field is no excuse
		{"{" + good + `,"email":"a@x.nl"}`, twice}, {"{" + good + `,"em\u0061il":"a@x.nl"}`, twice}, {"{" + good + `,"email":null}`, twice},
		{"{" + good + `,"device_info":{"ip_address":"::1","ip_address":"::1"}}`, twice}, {"{" + good + `,"x":1,"x":1}`, twice},
		{"{" + good + `,"x":[{"y":1,"y":2}]}`, twice},
		{`{"email":"jane` + "\xff" + `@example.com"}`, badText}, {`{"email":"jane\u0000@example.com"}`, badText}, {"{" + good + `,"\u0000":1}`, badText},
		{"{" + good + `,"x":"` + "\xed\xa0\x80" + `"}`, badText}, {"{" + good + `,"device_info":{"user_agent":"\u0000"}}`, badText},
		{"{" + good + `,"x":` + strings.Repeat("[", 16000), deep}, {"{" + good + `,"x":` + strings.Repeat(`{"a":`, 8) + "1" + strings.Repeat("}", 8) + "}", deep},
		{"{" + good + "," + names(32) + "}", many}, {"{" + good + `,"device_info":{` + names(33) + "}}", many},
		// fields that are not in the table, the first one as the body is read
		{"{" + good + `,"x":1}`, unknown("x")}, {`{"x":1,` + good + "}", unknown("x")}, {`{"x":1}`, unknown("x")},
		{"{" + good + `,"b":1,"a":1}`, unknown("b")}, {"{" + good + `,"a":1,"b":1}`, unknown("a")},
		{"{" + good + `,"device_info":{"ip_address":"::1","mac":1},"a":1}`, unknown("device_info.mac")},
		{"{" + good + `,"a":1,"device_info":{"mac":1}}`, unknown("a")},
		{"{" + good + `,"device_info":{"ip_address":{"v":4}}}`, unknown("device_info.ip_address.v")},
		{`{"email":{"address":"jane@example.com"}}`, unknown("email.address")}, {"{" + good + `,"user_agent":"x"}`, unknown("user_agent")},
		{"{" + good + `,"project_id":1}`, unknown("project_id")}, {`{"email":7,"x":7}`, unknown("x")}, // before any other error
		{`{"EMAIL":"jane@example.com"}`, unknown("EMAIL")}, {"{" + good + `,"EMAIL":"a@x.nl"}`, unknown("EMAIL")}, {"{" + good + `,"Email":"a@x.nl"}`, unknown("Email")},
		{"{" + good + `,"RETURN_URL":"http://x.nl"}`, unknown("RETURN_URL")}, {"{" + good + `,"device_info":{"IP_address":1}}`, unknown("device_info.IP_address")},
		{"{" + good + `,"` + strings.Repeat("x", 64) + `":1}`, unknown(strings.Repeat("x", 64))},
		// names that are not shown
		{"{" + good + `,"` + strings.Repeat("x", 65) + `":1}`, hidden}, {"{" + good + `,"":1}`, hidden}, {"{" + good + `,"` + canary + `@x.nl":1}`, hidden},
		{"{" + good + `,"<` + canary + `>":1}`, hidden}, {"{" + good + `,"ema\u0131l":1}`, hidden}, {"{" + good + `,"\u212A":1,"k":1}`, hidden},
		{"{" + good + `,"device_info":{"\r\n` + canary + `":1}}`, unknown("device_info")}, {"{" + good + `,"a.b":1}`, hidden},
		// and nothing
		{"\t\r\n {" + good + "} \n", ""}, {`{"em\u0061il":"\u006aane\u0040example.com"}`, ""}, {`{"device_info":{},` + good + `}`, ""},
	}
}

// TestBodiesThatCanBeReadTwoWays (A01, A02): whatever two parsers could
// disagree on is refused, and nothing is recorded.
func TestBodiesThatCanBeReadTwoWays(t *testing.T) {
	h := open(t)
	for _, test := range bodyRows() {
		h.clock.advance(time.Second)
		got := h.post(requestPath, test.body)
		rows := h.requests.taken()
		if test.want == "" {
			got.check(204, "")
			if len(rows) != 1 || rows[0].Email.Address() != jane {
				t.Errorf("%.80q recorded %v", test.body, rows)
			}
		} else if got.status != 400 || got.body != test.want || len(rows) != 0 {
			t.Errorf("%.80q: got %d %s, want %s; %d rows", test.body, got.status, got.body, test.want, len(rows))
		}
	}
}

func names(count int) string {
	var members []string
	for i := range count {
		members = append(members, fmt.Sprintf(`"n%d":%d`, i, i))
	}
	return strings.Join(members, ",")
}

// TestMoreThanOneRecipient (A01, A04): every way to put two addresses where
// one is expected.
func TestMoreThanOneRecipient(t *testing.T) {
	h := open(t)
	for _, email := range []string{
		`["v@x.nl","a@x.nl"]`, `"v@x.nl,a@x.nl"`, `"v@x.nl a@x.nl"`, `"v@x.nl|a@x.nl"`, `"v@x.nl;a@x.nl"`, `"v@x.nl%0Acc:a@x.nl"`,
		`"v@x.nl\ncc:a@x.nl"`, `"v@x.nl\r\nBcc: a@x.nl"`, `"<v@x.nl>"`, `"v@x.nl\u2028a@x.nl"`, `"` + canary + ` <a@x.nl>"`,
		`"\"a b\"@x.nl"`, `"a@[127.0.0.1]"`, `"a@x.nl (` + canary + `)"`, `"vıctim@x.nl"`, `"v@x。nl"`, `"admin @x.nl"`, `"v@x.nl\ta@x.nl"`,
	} {
		if got := h.post(requestPath, with(email)); got.status != 400 || !strings.Contains(got.body, `"field":"email"`) {
			t.Errorf("%s: got %d %s", email, got.status, got.body)
		}
	}
	h.post(requestPath+"?email=v@x.nl&x", `{}`).check(400, wrong("email", isRequired))
	if rows := h.requests.taken(); len(rows) != 0 {
		t.Errorf("%d requests were recorded", len(rows))
	}
}

// TestContentType (A25): what a form of another site can send is refused.
func TestContentType(t *testing.T) {
	h := open(t)
	refused := other("invalid_content_type_error", "Content-Type must be application/json")
	for media, ok := range map[string]bool{
		"application/json": true, "Application/JSON": true, "application/json; charset=utf-8": true,
		"": false, "text/plain": false, "application/x-www-form-urlencoded": false, "multipart/form-data; boundary=x": false, canary: false,
		"application/json; charset=utf-16": false, "application/json, text/plain": false, "application/jsonx": false,
		"application/vnd.api+json": false, "application/json; boundary=" + canary: false, "text/json": false,
	} {
		for _, path := range []string{requestPath, customPath, createPath, completePath} {
			got := h.post(path, goodRequest, "Content-Type", media)
			if got.body == refused == ok || !ok && got.status != 400 {
				t.Errorf("%s as %q: %d %s", path, media, got.status, got.body)
			}
		}
		if rows := h.requests.taken(); len(rows) > 0 != ok {
			t.Errorf("%q: %d rows", media, len(rows))
		}
	}
	h.post(requestPath, goodRequest, "Content-Encoding", "gzip").check(400, refused)
	if rows := h.requests.taken(); len(rows) != 0 {
		t.Errorf("%d rows", len(rows))
	}
}
