package pages

import (
	"net/http"
	"net/url"
	"time"

	"latchkey/domain"
)

// linkAnswer is what the script is told about a link. Whoever sends the token
// has read the mail, so the state is no secret from them.
type linkAnswer struct {
	State       string `json:"state"`
	Shop        string `json:"shop,omitempty"`
	ShopURL     string `json:"shop_url,omitempty"` // where the way back leads
	Back        string `json:"back,omitempty"`     // what that is called
	Email       string `json:"email,omitempty"`    // password managers file the password under it; masked on the page "This wasn't me"
	SecondsLeft int    `json:"seconds_left,omitempty"`

	Look    *look  `json:"look,omitempty"`
	Logo    string `json:"logo,omitempty"` // its address
	Footer  string `json:"footer,omitempty"`
	Support string `json:"support,omitempty"`

	// Language is the project's, if the page is in another one only because
	// nobody knew of the project when it was written.
	Language string `json:"language,omitempty"`
}

// check answers POST /reset/check. It changes nothing, but is a POST so that
// the token travels in a body and not in a URL.
func (p *Pages) check(v visit, fields url.Values) answer {
	_, view, failed := p.link(v, fields.Get("token"))
	if failed != nil {
		return p.refuseJSON(v, *failed)
	}
	about := p.linkAnswer(v, string(view.State), view.Project, p.wayBack(view.Project, view.ReturnURL))
	about.Email = view.Email.Address()
	about.SecondsLeft = int(view.TimeLeft / time.Second)
	return answer{status: http.StatusOK, json: about}
}

func (p *Pages) linkAnswer(v visit, state string, project domain.Project, at shop) linkAnswer {
	about := linkAnswer{
		State: state, Shop: at.Name, ShopURL: at.URL, Back: at.Back, Logo: at.Logo, Footer: at.Footer, Support: at.Support,
	}
	if at.Color.Set {
		colored := lookOf(at.Color)
		about.Look = &colored
	}
	if v.customers() == "" {
		about.Language = string(project.Language)
	}
	return about
}

func (p *Pages) refuseJSON(_ visit, f failure) answer {
	return answer{status: f.status, retryAfter: f.retryAfter, json: struct {
		Error string `json:"error"`
	}{http.StatusText(f.status)}}
}
