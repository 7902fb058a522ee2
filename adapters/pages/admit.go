package pages

import (
	"errors"
	"mime"
	"net/http"
	"net/url"
)

// maxBody bounds a form. The longest one that can be right, two passwords of
// 1024 bytes with every byte escaped, is well below it.
const maxBody = 16 << 10

// admit lets a POST in, or says why not, from the cheapest question to the
// dearest. A cross-site request does not spend the caller's budget: else any
// page on the web could use up that of its visitors.
func (p *Pages) admit(w http.ResponseWriter, v visit) (url.Values, *failure) {
	r := v.Request
	if p.sameSite.Check(r) != nil {
		return nil, &crossSite
	}
	if spent := p.budgets.Spend(p.posts, p.caller(r)); !spent.Allowed {
		return nil, tooMany(spent.ResetIn)
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, &wrongType
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	// PostForm holds what was in the body and nothing of the query: a secret
	// in a URL is never accepted, so nobody gets used to putting it there.
	if err := r.ParseForm(); err != nil {
		var tooBig *http.MaxBytesError
		if errors.As(err, &tooBig) {
			return nil, &tooLarge
		}
		return nil, &unreadable
	}
	for _, values := range r.PostForm {
		if len(values) > 1 {
			return nil, &unreadable // which one is meant must not depend on who reads it
		}
	}
	return r.PostForm, nil
}
