package payway_test

import (
	"testing"

	"latchkey/domain"
)

// urlRows are addresses that custom_request_password_reset and the projects'
// lists of origins are about. Project 2 lists where a back button may lead.
var urlRows = []struct {
	path       string
	stranger   bool // the call is for project 2
	members    string
	want       string // "": accepted
	page, back string // what is recorded
}{
	{requestPath, false, `"return_url":"http://www.google.com"`, "", "", "http://www.google.com"}, // the published example
	{requestPath, false, `"return_url":"HTTPS://Anywhere.EXAMPLE/a?b#c"`, "", "", "https://anywhere.example/a?b#c"},
	{requestPath, true, `"return_url":"https://strict.example/back"`, "", "", "https://strict.example/back"},
	{requestPath, true, `"return_url":"https://strict.example:443/back"`, "", "", "https://strict.example:443/back"},
	{requestPath, true, `"return_url":"http://localhost:3000"`, "", "", "http://localhost:3000"},
	{requestPath, true, `"return_url":"http://localhost:3001"`, wrong("return_url", otherOrigin), "", ""},
	{requestPath, true, `"return_url":"http://strict.example/"`, wrong("return_url", otherOrigin), "", ""},
	{requestPath, true, `"return_url":"https://www.google.com"`, wrong("return_url", otherOrigin), "", ""},
	{requestPath, true, `"return_url":"https://strict.example.evil.example"`, wrong("return_url", otherOrigin), "", ""},
	{requestPath, true, `"return_url":"https://strict.example@evil.example"`, wrong("return_url", noURL), "", ""},
	{requestPath, true, `"x":1`, unknown("x"), "", ""},
	{requestPath, true, `"return_url":null`, "", "", ""},

	{customPath, false, `"reset_password_url":"https://shop.example/r?a=b","return_url":"https://else.example"`, "", "https://shop.example/r?a=b", "https://else.example"},
	{customPath, false, `"reset_password_url":"https://www.shop.example","return_url":"https://else.example"`, "", "https://www.shop.example", "https://else.example"},
	{customPath, false, `"reset_password_url":"https://shop.example:443/","return_url":"https://else.example"`, "", "https://shop.example:443/", "https://else.example"},
	{customPath, false, `"reset_password_url":"http://shop.example/","return_url":"https://else.example"`, wrong("reset_password_url", otherOrigin), "", ""},
	{customPath, false, `"reset_password_url":"https://evil.example/","return_url":"https://else.example"`, wrong("reset_password_url", otherOrigin), "", ""},
	{customPath, false, `"reset_password_url":"https://shop.example.evil.example/","return_url":"https://else.example"`, wrong("reset_password_url", otherOrigin), "", ""},
	{customPath, false, `"reset_password_url":"https://strict.example/","return_url":"https://else.example"`, wrong("reset_password_url", otherOrigin), "", ""},
	{customPath, false, `"reset_password_url":"https://evil.example\\@shop.example","return_url":"https://else.example"`, wrong("reset_password_url", noURL), "", ""},
	{customPath, false, `"reset_password_url":"//shop.example","return_url":"https://else.example"`, wrong("reset_password_url", noURL), "", ""},
	{customPath, false, `"reset_password_url":7,"return_url":"https://else.example"`, wrong("reset_password_url", noString), "", ""},
	{customPath, false, `"reset_password_url":null,"return_url":"https://else.example"`, wrong("reset_password_url", isRequired), "", ""},
	{customPath, false, `"return_url":"https://else.example"`, wrong("reset_password_url", isRequired), "", ""},
	{customPath, false, `"reset_password_url":"https://shop.example/r"`, wrong("return_url", isRequired), "", ""},
	{customPath, false, `"reset_password_url":"https://shop.example/r","return_url":null`, wrong("return_url", isRequired), "", ""},
	{customPath, false, `"reset_password_url":"https://shop.example/r","return_url":""`, wrong("return_url", noURL), "", ""},
	{customPath, false, `"reset_password_url":"https://shop.example/r","return_url":{}`, wrong("return_url", noString), "", ""},
	{customPath, false, `"return_url":7`, wrong("reset_password_url", isRequired), "", ""},
	{customPath, false, `"reset_password_url":"https://shop.example/r","return_url":"https://else.example","device_info":{}`, unknown("device_info"), "", ""},
	{customPath, true, `"reset_password_url":"https://strict.example/r","return_url":"https://else.example"`, wrong("return_url", otherOrigin), "", ""},
	{customPath, true, `"reset_password_url":"http://localhost:3000/r","return_url":"https://strict.example"`, wrong("reset_password_url", otherOrigin), "", ""},
}

func TestURLs(t *testing.T) {
	h := open(t)
	for _, test := range urlRows {
		client, project := h.plain, domain.ProjectID(1)
		if test.stranger {
			client, project = h.stranger, 2
		}
		got := h.post(test.path, with(`"jane@example.com"`, test.members), "Authorization", bearer(client))
		rows := h.requests.taken()
		if test.want != "" {
			got.check(400, test.want)
			if len(rows) != 0 {
				t.Errorf("%s: a row was added", test.members)
			}
			continue
		}
		if test.path == requestPath {
			got.check(204, "")
		} else {
			got.check(200, "{}")
		}
		if len(rows) != 1 || rows[0].ReturnURL.String() != test.back || rows[0].ResetPage.String() != test.page || rows[0].ProjectID != project {
			t.Errorf("%s: recorded %+v", test.members, rows)
		}
	}
}
