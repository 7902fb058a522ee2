package apidocs

import "github.com/danielgtaylor/huma/v2"

// Published is what latchkey has to show: the documents of the two published
// APIs, and its own. Only a demo has an inbox.
func Published(webshop, payway *huma.OpenAPI, inbox bool) []Document {
	own := "What latchkey has of its own: two addresses for whoever watches over the server."
	if inbox {
		own = "What latchkey has of its own: a demo's inbox, for scripts, and two addresses for whoever watches over the server."
	}
	return []Document{
		{Name: "webshop", Label: "Webshop", Summary: "For web shops: ask for a reset link, set the new password, sign in.", OpenAPI: webshop},
		{Name: "payway", Label: "Payway", Summary: "For publishers' servers: the same for their accounts, with a client's token.", OpenAPI: payway},
		{Name: "latchkey", Label: "latchkey", Summary: own, OpenAPI: Extras(inbox)},
	}
}
