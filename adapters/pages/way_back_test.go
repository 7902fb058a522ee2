package pages_test

import (
	"net/http"
	"strings"
	"testing"

	"latchkey/domain"
)

// TestWayBackLeadsWhereTheRequestSaid: to the URL the caller gave, under the
// shop's name only if it is the shop's.
func TestWayBackLeadsWhereTheRequestSaid(t *testing.T) {
	for _, c := range []struct{ name, returnURL, href, label string }{
		{"none", "", "https://berta.example/account", "Berta&#39;s Books"},
		{"the shop's own", "https://berta.example/basket?a=1", "https://berta.example/basket?a=1", "Berta&#39;s Books"},
		{"elsewhere", "https://elsewhere.example:8443/x", "https://elsewhere.example:8443/x", "elsewhere.example:8443"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			token := w.mint(domain.TokenLive)
			if c.returnURL != "" {
				u, err := domain.ParseWebURL(c.returnURL)
				if err != nil {
					t.Fatal(err)
				}
				for _, holder := range w.store.holders {
					holder.ReturnURL = u
				}
			}
			done := w.complete(token, "a brand new one", "a brand new one")
			done.want(t, http.StatusSeeOther)
			after := w.get(done.Header.Get("Location"))
			if !strings.Contains(after.body, `href="`+strings.ReplaceAll(c.href, "&", "&amp;")+`"`) || !strings.Contains(after.body, c.label+"</") {
				t.Errorf("the page after has no way back to %s called %s:\n%s", c.href, c.label, after.body)
			}
			if c.name == "elsewhere" && strings.Contains(after.body, "Back to Berta") {
				t.Error("a foreign address goes by the shop's name")
			}
		})
	}
}
