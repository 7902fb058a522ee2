package apidocs

import "github.com/danielgtaylor/huma/v2"

// Published is what latchkey has to show: the documents of the two published
// APIs, and its own. Only a demo has an inbox.
func Published(webshop, payway *huma.OpenAPI, inbox bool) []Document {
	own := "What latchkey has of its own: the sign-in, and two addresses for whoever watches over the server."
	if inbox {
		own = "What latchkey has of its own: the sign-in, a demo's inbox, for scripts, and two addresses for whoever watches over the server."
	}
	extras := Extras(inbox, webshop, payway)
	for _, document := range []*huma.OpenAPI{webshop, payway, extras} {
		document.Info.License = &huma.License{Name: "MIT", URL: "https://opensource.org/license/mit"} // latchkey's, as LICENSE says
	}
	return []Document{
		{Name: "webshop", Label: "Webshop", Summary: "For web shops: ask for a reset link, set the new password, sign in.", OpenAPI: webshop},
		{Name: "payway", Label: "Payway", Summary: "For publishers' servers: the same for their accounts, with a client's token.", OpenAPI: payway, First: []string{
			"/external/api/v1/accounts/request_password_reset", "/external/api/v1/accounts/complete_password_reset",
		}},
		{Name: "latchkey", Label: "latchkey", Summary: own, OpenAPI: extras},
	}
}
