package pages

import "latchkey/domain"

// frame is what every page has around its content.
type frame struct {
	speech
	Title         string
	Shop          shop
	Page          string // which page it is, for the script; "" if it has nothing to do there
	Here          string // the path of this page, to read it in other languages; "" if it cannot be asked for again
	Carries       bool   // the page holds a secret that only the script can take along to other languages
	BackLink      bool   // whether to show the way back to the shop at the end
	Style, Script string // addresses
}

// shop is a project as its customers see it; zero if it is not known.
type shop struct {
	Name      string
	URL       string // where the way back leads; "" if nowhere
	Back      string // what that is called: the shop's name or, elsewhere, the host
	Returning bool   // the way back is one that the caller asked for

	Color   domain.Color
	Logo    string // its address; "" if there is none
	Footer  string
	Support string // an email address; "" if there is none
}

// noticeView is a notice with what its button needs.
type noticeView struct {
	speech
	notice
	Shop       shop
	Token      string // for the button that asks for another link
	RequestURL string // where to ask for a link; "" if that depends on the shop
	CodePath   string // the page to type a code on
	AgainPath  string // the page to open once more
	Time       string // for the gap in the text
	Hidden     bool   // until the script shows it
}

// messageView is a page with nothing but a notice.
type messageView struct {
	frame
	Notice noticeView
}

func (p *Pages) frame(s speech, title string, at shop) frame {
	return frame{
		speech: s, Title: title, Shop: at, BackLink: true,
		Style: p.base + p.assets.stylePath(at.Color), Script: p.base + p.assets.scriptPath(),
	}
}

// shopOf leaves out a URL that is not a web address: it ends up in a link.
func (p *Pages) shopOf(project domain.Project) shop {
	s := shop{
		Name: project.Name, Back: project.Name,
		Color: project.Brand.Color, Footer: project.Brand.Footer, Support: project.Brand.Support.Address(),
	}
	if logo := logoPath(project); logo != "" {
		s.Logo = p.base + logo
	}
	if u, err := domain.ParseWebURL(project.ShopURL); err == nil {
		s.URL = u.String()
	}
	return s
}

// wayBack is shopOf with the way back that was asked for. Under the shop's name
// it leads only to the shop: a caller may send its visitors elsewhere, but not
// in the shop's name.
func (p *Pages) wayBack(project domain.Project, returnURL domain.WebURL) shop {
	s := p.shopOf(project)
	if returnURL.IsZero() {
		return s
	}
	s.URL, s.Returning = returnURL.String(), true
	if !project.AllowsResetPage(returnURL) {
		s.Back = returnURL.Host()
	}
	return s
}
