package pages

import "latchkey/domain"

// frame is what every page has around its content.
type frame struct {
	Title         string
	Shop          shop
	Page          string // which page it is, for the script; "" if it has nothing to do there
	BackLink      bool   // whether to show the way back to the shop at the end
	Style, Script string // addresses
}

// shop is a project as its customers see it; zero if it is not known.
type shop struct {
	Name      string
	URL       string // where the way back leads; "" if nowhere
	Back      string // what that is called: the shop's name or, elsewhere, the host
	Returning bool   // the way back is one that the caller asked for
}

// noticeView is a notice with what its button needs.
type noticeView struct {
	notice
	Shop       shop
	Token      string // for the button that asks for another link
	RequestURL string // where to ask for a link; "" if that depends on the shop
	Hidden     bool   // until the script shows it
}

// messageView is a page with nothing but a notice.
type messageView struct {
	frame
	Notice noticeView
}

func (p *Pages) frame(title string, s shop) frame {
	return frame{Title: title, Shop: s, BackLink: true, Style: p.assets.url(style), Script: p.assets.url(script)}
}

// shopOf leaves out a URL that is not a web address: it ends up in a link.
func shopOf(project domain.Project) shop {
	s := shop{Name: project.Name, Back: project.Name}
	if u, err := domain.ParseWebURL(project.ShopURL); err == nil {
		s.URL = u.String()
	}
	return s
}

// wayBack is shopOf with the way back that was asked for. Under the shop's name
// it leads only to the shop: a caller may send its visitors elsewhere, but not
// in the shop's name.
func wayBack(project domain.Project, returnURL domain.WebURL) shop {
	s := shopOf(project)
	if returnURL.IsZero() {
		return s
	}
	s.URL, s.Returning = returnURL.String(), true
	if !project.AllowsResetPage(returnURL) {
		s.Back = returnURL.Host()
	}
	return s
}
