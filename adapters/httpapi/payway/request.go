package payway

import (
	"context"
	"net/http"

	"latchkey/adapters/httpapi"
	"latchkey/app"
	"latchkey/domain"
)

// accepted is the answer to every request that was taken: exactly this status,
// and no body.
var accepted = httpapi.Answer{Status: http.StatusNoContent}

var requestFields = []httpapi.Field{
	{Name: "email"}, {Name: "return_url"},
	{Name: "device_info", Inside: []httpapi.Field{{Name: "ip_address"}, {Name: "user_agent"}}},
}

func (d *dialect) requestReset() httpapi.Operation[parameters] {
	return httpapi.Operation[parameters]{
		Operation: operation("requestPasswordReset", "request_password_reset", "Request password reset",
			"Mails the holder of an account a link to choose a new password with. The link works once, and for 60 minutes; the mail has a code, too, for when it cannot be followed. Whoever asks learns nothing about who has an account."),
		Request: requestBody{},
		Models:  map[int]any{204: nil},
		Docs:    requestDocs,
		Parse:   reading(requestFields),
		Handle: d.withSyntax(func(ctx context.Context, call *httpapi.Call, p parameters) (httpapi.Answer, error) {
			ask := app.ResetAsk{Email: p.email(), ReturnURL: p.webURL("return_url", p.optional), Device: p.device()}
			if p.err != nil {
				return httpapi.Answer{}, p.err
			}
			return d.ask(ctx, call, ask, accepted)
		}),
	}
}

// ask passes a request on in the name of the call's client.
func (d *dialect) ask(ctx context.Context, call *httpapi.Call, ask app.ResetAsk, done httpapi.Answer) (httpapi.Answer, error) {
	ask.Client, ask.Channel = call.Client(), domain.ViaPayway
	ask.Project = ask.Client.ProjectID
	ask.Language, ask.Software = call.Language(), domain.ParseUserAgent(ask.Device.UserAgent) // the client's own is no browser
	if err := d.Resets.Request(ctx, ask); err != nil {
		return httpapi.Answer{}, err
	}
	return done, nil
}
