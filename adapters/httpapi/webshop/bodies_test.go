package webshop_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

const (
	noObject  = "The request body must be a JSON object."
	twice     = "The request body must not contain the same field twice."
	lookalike = "The request body must not contain field names that differ only in letter case."
	badText   = "The request body must be valid UTF-8 text without NUL characters."
	deep      = "The request body must not be nested more than 8 levels deep."
	many      = "The request body must not have more than 32 fields in an object."

	good = `"project_id":1,"email":"jane@example.com"` // goes well
)

// bodyRows are bodies and why each is refused; no want means that it is not.
var bodyRows = []struct{ body, want string }{
	// no JSON, or no object
	{"", noObject}, {" \n", noObject}, {"null", noObject}, {"true", noObject}, {"7", noObject}, {`"{}"`, noObject},
	{"[]", noObject}, {"[{" + good + "}]", noObject}, {"{", noObject}, {"}", noObject}, {"{" + good, noObject},
	{"{" + good + ",}", noObject}, {"{," + good + "}", noObject}, {"{" + good + "}}", noObject}, {"{" + good + "} x", noObject},
	{"{" + good + "}{" + good + "}", noObject}, {"{" + good + "},", noObject}, {"{" + good + "}\x00", noObject},
	{"\ufeff{" + good + "}", noObject}, {"{'project_id':1}", noObject}, {"{project_id:1}", noObject}, {"{1:1," + good + "}", noObject},
	{"{null:1," + good + "}", noObject}, {`{"project_id":01,"email":"jane@example.com"}`, noObject},
	{`{"project_id":+1,"email":"jane@example.com"}`, noObject}, {`{"project_id":0x1,"email":"jane@example.com"}`, noObject},
	{`{"project_id":.1e1,"email":"jane@example.com"}`, noObject}, {`{"project_id":1.,"email":"jane@example.com"}`, noObject},
	{`{"project_id":NaN,"email":"jane@example.com"}`, noObject}, {`{"project_id":Infinity,"email":"a@b.nl"}`, noObject},
	{"{" + good + "/**/}", noObject}, {"{" + good + "}//", noObject}, {`{"project_id":1 "email":"jane@example.com"}`, noObject},
	{`{"project_id":1,"email":"jane@example.com` + "\n" + `"}`, noObject}, {`{"project_id":1,"email":"\x41@example.com"}`, noObject},
	{`{"project_id":1,"email":"\u00e@example.com"}`, noObject}, {`{"project_id":True,"email":"jane@example.com"}`, noObject},
	{"email=v@x.nl&email=a@x.nl", noObject}, {"project_id=1&email=jane@example.com", noObject}, {"<a/>", noObject},
	{"{" + good + `,"x":[1,]}`, noObject}, {"{" + good + `,"x":[1 2]}`, noObject}, {"{" + good + `,"x":{"a":}}`, noObject},
	{"{" + good + `,"x":[}`, noObject}, {"{" + good + `,"x":]}`, noObject},
	// one name twice
	{"{" + good + `,"email":"a@x.nl"}`, twice}, {"{" + good + `,"project_id":2}`, twice}, {"{" + good + `,"email":null}`, twice},
	{"{" + good + `,"em\u0061il":"a@x.nl"}`, twice}, {"{" + good + `,"x":1,"x":1}`, twice}, {"{" + good + `,"x":{"y":1,"y":2}}`, twice},
	{"{" + good + `,"x":[[{"y":1,"y":2}]]}`, twice}, {"{" + good + `,"":1,"":1}`, twice},
	// names that fold onto one another
	{`{"project_id":1,"email":"ok@x.nl","EMAIL":"x\r\nBcc: e@x.nl"}`, lookalike}, {`{"project_id":1,"EMAIL":"jane@example.com"}`, lookalike},
	{`{"project_id":1,"Email":"jane@example.com"}`, lookalike}, {`{"PROJECT_ID":1,"email":"jane@example.com"}`, lookalike},
	{`{"project_\u0131d":1,` + good + `}`, ""}, // dotless i folds onto nothing
	{`{"pro\u212Aect":1,"project":1,"PRO\u212BECT":1,` + good + `}`, ""},
	{"{" + good + `,"x":1,"X":1}`, lookalike}, {"{" + good + `,"x":{"\u017F":1,"s":1}}`, lookalike},
	{"{" + good + `,"\u212A":1,"k":1}`, lookalike}, {"{" + good + `,"ς":1,"σ":1}`, lookalike}, {"{" + good + `,"\u1E9E":1,"ß":1}`, lookalike},
	{"{" + good + `,"é":1,"É":1}`, lookalike}, {`{"project_id":1,"e\u004Dail":"jane@example.com"}`, lookalike},
	// text that is not text
	{"{" + good + `,"x":"` + "\xff" + `"}`, badText}, {`{"project_id":1,"email":"jane` + "\xff" + `@example.com"}`, badText},
	{"{" + good + `,"` + "\xc0\x80" + `":1}`, badText}, {"{" + good + `,"x":"` + "\xed\xa0\x80" + `"}`, badText}, {"{" + good + "}\xff", badText},
	{`{"project_id":1,"email":"jane\u0000@example.com"}`, badText}, {"{" + good + `,"x":["\u0000"]}`, badText}, {"{" + good + `,"\u0000":1}`, badText},
	{`{"project_id":1,"email":"a\ud800@x.nl"}`, noObject}, {"{" + good + `,"\udc00":1}`, noObject}, {"{" + good + `,"x":"\ud800\u0041"}`, noObject},
	{`{"project_id":1,"email":"jane` + "\x00" + `@example.com"}`, noObject},
	// too much
	{"{" + good + `,"x":` + strings.Repeat("[", 7) + strings.Repeat("]", 7) + "}", ""},
	{"{" + good + `,"x":` + strings.Repeat("[", 8) + strings.Repeat("]", 8) + "}", deep},
	{"{" + good + `,"x":` + strings.Repeat(`{"a":`, 8) + "1" + strings.Repeat("}", 8) + "}", deep},
	{"{" + good + `,"x":` + strings.Repeat("[", 16000), deep},
	{"{" + good + "," + names(30) + "}", ""}, {"{" + good + "," + names(31) + "}", many}, {"{" + good + `,"x":{` + names(33) + "}}", many},
	{"{" + good + `,"x":{` + names(32) + "}}", ""},
	// all sorts of things nobody asked for, which are ignored
	{"{" + good + `,"x":{"email":"a@x.nl","EMAIL2":[1,{"z":null}]},"y":-1.5e-3,"z":"\ud83d\ude00"}`, ""},
	{"\t\r\n {" + good + "} \n", ""}, {`{"\u0070roject_id":1,"em\u0061il":"\u006aane\u0040example.com"}`, ""},
}

// TestBodiesThatCanBeReadTwoWays (A01, A02): whatever two parsers could
// disagree on is refused, and nothing is recorded.
func TestBodiesThatCanBeReadTwoWays(t *testing.T) {
	if len(bodyRows) < 60 {
		t.Fatalf("only %d vectors", len(bodyRows))
	}
	s := open(t)
	for _, test := range bodyRows {
		s.clock.advance(60e9)
		got := s.send(t, "POST", forgotPath, test.body)
		rows := s.requests.taken()
		if test.want == "" {
			got.check(t, 200, linkSent)
			if len(rows) != 1 || rows[0].ProjectID != 1 || rows[0].Email.Address() != jane {
				t.Errorf("%.80q recorded %v", test.body, rows)
			}
			continue
		}
		if got.status != 422 || got.body != invalid("body", test.want) || len(rows) != 0 {
			t.Errorf("%.80q: got %d %s, want %q; %d rows", test.body, got.status, got.body, test.want, len(rows))
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

// TestMoreThanOneRecipient (A01): every way to put two addresses where one is
// expected.
func TestMoreThanOneRecipient(t *testing.T) {
	s := open(t)
	for _, email := range []string{
		`["v@x.nl","a@x.nl"]`, `{"a":"b"}`, `"v@x.nl,a@x.nl"`, `"v@x.nl a@x.nl"`, `"v@x.nl|a@x.nl"`, `"v@x.nl;a@x.nl"`,
		`"v@x.nl%0Acc:a@x.nl"`, `"v@x.nl\ncc:a@x.nl"`, `"v@x.nl\r\nBcc: a@x.nl"`, `"<v@x.nl>"`, `"v@x.nl\u2028a@x.nl"`,
		`"` + canary + ` <a@x.nl>"`, `"\"a b\"@x.nl"`, `"a@[127.0.0.1]"`, `"a@x.nl (` + canary + `)"`, `"vıctim@x.nl"`, `"v@x。nl"`,
	} {
		got := s.send(t, "POST", forgotPath, `{"project_id":1,"email":`+email+`}`)
		if got.status != 422 || !strings.Contains(got.body, emailInvalid) {
			t.Errorf("%s: got %d %s", email, got.status, got.body)
		}
	}
	s.send(t, "POST", forgotPath+"?email=v@x.nl&x", `{"project_id":1}`).check(t, 422, invalid("email", emailRequired))
	got := s.send(t, "POST", forgotPath, "project_id=1&email=v@x.nl&email=a@x.nl", "Content-Type", "application/x-www-form-urlencoded")
	if got.status != http.StatusUnsupportedMediaType {
		t.Errorf("a form got %d", got.status)
	}
	if rows := s.requests.taken(); len(rows) != 0 {
		t.Errorf("%d requests were recorded", len(rows))
	}
}

func TestBodySizeAndMediaType(t *testing.T) {
	tooLarge := `{"error":true,"message":"The request body must not be larger than 16 KiB.","data":[]}`
	wrongType := `{"error":true,"message":"The request body must be sent as application/json.","data":[]}`
	s := open(t)
	padded := func(size int) string { return goodForgot + strings.Repeat(" ", size-len(goodForgot)) }
	s.send(t, "POST", forgotPath, padded(16<<10)).check(t, 200, linkSent)
	s.send(t, "POST", forgotPath, padded(16<<10+1)).check(t, 413, tooLarge)
	chunked := fmt.Sprintf("POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5000\r\n%s\r\n0\r\n\r\n", forgotPath, padded(0x5000))
	if got := s.sendRaw(t, chunked); !strings.HasPrefix(got, "HTTP/1.1 413 ") || !strings.Contains(got, tooLarge) || !strings.Contains(got, "Connection: close") {
		t.Errorf("chunked: %s", got)
	}
	badChunk := "POST " + forgotPath + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n"
	if got := s.sendRaw(t, badChunk); !strings.HasPrefix(got, "HTTP/1.1 400 ") || !strings.Contains(got, `"message":"The request body could not be read."`) {
		t.Errorf("broken chunk: %s", got)
	}
	for media, ok := range map[string]bool{
		"application/json": true, "Application/JSON": true, "application/json; charset=utf-8": true, `application/json;charset="UTF-8"`: true,
		"": false, "text/plain": false, "application/json; charset=utf-16": false, "application/json; charset=utf-8; q=1": false,
		"application/json; boundary=" + canary: false, "application/vnd.api+json": false, "application/json, text/plain": false,
		"multipart/form-data; boundary=x": false, "application/jsonx": false, "application/json;": true, canary: false,
	} {
		got := s.send(t, "POST", forgotPath, goodForgot, "Content-Type", media)
		if ok {
			got.check(t, 200, linkSent)
		} else {
			got.check(t, 415, wrongType)
		}
	}
	s.send(t, "POST", forgotPath, goodForgot, "Content-Encoding", "gzip").check(t, 415, wrongType)
	two := "POST " + forgotPath + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Type: text/plain\r\nContent-Length: 43\r\nConnection: close\r\n\r\n" + goodForgot
	if got := s.sendRaw(t, two); !strings.HasPrefix(got, "HTTP/1.1 415 ") {
		t.Errorf("two types: %s", got)
	}
}
