package pages

import (
	"net/http"
	"net/url"
	"time"
)

// linkAnswer is what the script is told about a link. Whoever sends the token
// has read the mail, so the state is no secret from them.
type linkAnswer struct {
	State       string `json:"state"`
	Shop        string `json:"shop,omitempty"`
	ShopURL     string `json:"shop_url,omitempty"` // where the way back leads
	Back        string `json:"back,omitempty"`     // what that is called
	Email       string `json:"email,omitempty"`    // only while live: password managers file the password under it
	SecondsLeft int    `json:"seconds_left,omitempty"`
}

// check answers POST /reset/check. It changes nothing, but is a POST so that
// the token travels in a body and not in a URL.
func (p *Pages) check(r *http.Request, fields url.Values) answer {
	_, view, failed := p.link(r, fields.Get("token"))
	if failed != nil {
		return refuseJSON(*failed)
	}
	shop := wayBack(view.Project, view.ReturnURL)
	return answer{status: http.StatusOK, json: linkAnswer{
		State:       string(view.State),
		Shop:        shop.Name,
		ShopURL:     shop.URL,
		Back:        shop.Back,
		Email:       view.Email.Address(),
		SecondsLeft: int(view.TimeLeft / time.Second),
	}}
}

func refuseJSON(f failure) answer {
	return answer{status: f.status, retryAfter: f.retryAfter, json: struct {
		Error string `json:"error"`
	}{http.StatusText(f.status)}}
}
