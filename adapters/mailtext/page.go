package mailtext

import (
	"strings"
	"time"

	"latchkey/domain"
)

// page is what the templates are given.
type page struct {
	Lang, Dir string
	Shop      shop
	Say       words
	Target    string // where the button leads
	Link      string
	Code      string
}

func pageOf(letter domain.Letter, speak language) page {
	p := page{
		Lang: speak.tag(), Dir: speak.direction(),
		Shop: shop{Name: letter.Project.Name, URL: letter.Project.ShopURL},
	}
	if letter.Kind == domain.PasswordChangedMail {
		p.Target = letter.Project.ShopURL
		p.Say = speak.passwordChanged(p.Shop, letter.Date)
		return p
	}
	p.Target, p.Link, p.Code = letter.Link, letter.Link, letter.Code
	p.Say = speak.resetLink(p.Shop, link{
		Page:    codePage(letter.Link, letter.Code),
		Expires: letter.ExpiresAt,
		Minutes: int(domain.ResetTokenLifetime / time.Minute), // from each attempt, however late
	})
	return p
}

// codePage returns the page a link opens, which also takes the code by hand.
// A link of another shape belongs to a client's own page, of which nobody here
// knows whether it does.
func codePage(link, code string) string {
	page, secret, found := strings.Cut(link, "#")
	if !found || secret != code {
		return ""
	}
	return page
}
