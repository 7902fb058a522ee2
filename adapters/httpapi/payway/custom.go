package payway

import (
	"context"
	"net/http"

	"latchkey/adapters/httpapi"
	"latchkey/app"
)

var customAccepted = httpapi.Answer{Status: http.StatusOK, Body: []byte("{}")}

var customFields = []httpapi.Field{{Name: "email"}, {Name: "reset_password_url"}, {Name: "return_url"}}

func (d *dialect) customRequest() httpapi.Operation[parameters] {
	return httpapi.Operation[parameters]{
		Operation: operation("customRequestPasswordReset", "custom_request_password_reset", "Request password reset with a page of your own",
			"Mails a link that leads to a page of your own. Its query gets `id`, `confirmation_code` and `return_url`, with which the page can complete the reset. Because of the code, the page must be of the same origin as the project's shop, or of one that the project lists."),
		Request: customBody{},
		Models:  map[int]any{200: emptyAnswer{}},
		Docs:    customDocs,
		Parse:   reading(customFields),
		Handle: d.withSyntax(func(ctx context.Context, call *httpapi.Call, p parameters) (httpapi.Answer, error) {
			ask := app.ResetAsk{
				Email: p.email(), ResetPage: p.webURL("reset_password_url", p.required), ReturnURL: p.webURL("return_url", p.required),
			}
			if p.err != nil {
				return httpapi.Answer{}, p.err
			}
			return d.ask(ctx, call, ask, customAccepted)
		}),
	}
}
