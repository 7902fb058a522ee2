package webshop_test

import (
	"testing"

	"latchkey/adapters/httpapi"
	"latchkey/domain"
)

// TestWhatACallShowsOfTheCustomer: the mail's language and its line about the
// browser come from the call's headers, never in the caller's own words.
func TestWhatACallShowsOfTheCustomer(t *testing.T) {
	s := open(t)
	s.handler.(*httpapi.Front).Language = func(header string) domain.Language {
		if header == "nl-BE,nl;q=0.9" {
			return domain.Dutch
		}
		return ""
	}
	const firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0 " + canary
	tests := []struct {
		headers  []string
		language domain.Language
		software domain.Software
	}{
		{nil, "", domain.Software{}},
		{[]string{"Accept-Language", "nl-BE,nl;q=0.9", "User-Agent", firefox}, domain.Dutch, domain.Software{Browser: "Firefox", System: "Windows"}},
		{[]string{"Accept-Language", "tlh"}, "", domain.Software{}},
	}
	for _, test := range tests {
		if got := s.post(t, forgotPath, `{"project_id":1,"email":"`+jane+`"}`, test.headers...); got.status != 200 {
			t.Fatalf("%v: %d %s", test.headers, got.status, got.body)
		}
		rows := s.requests.taken()
		if len(rows) != 1 || rows[0].Language != test.language || rows[0].Software != test.software {
			t.Errorf("%v: stored %q and %v, want %q and %v", test.headers, rows[0].Language, rows[0].Software, test.language, test.software)
		}
	}
}
