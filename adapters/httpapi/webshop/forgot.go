package webshop

import (
	"context"

	"latchkey/adapters/httpapi"
	"latchkey/app"
	"latchkey/domain"
)

// linkSent is the answer to every request that was taken, known address or
// not, word for word as published.
var linkSent = succeeded("If an account exists for that email, a reset link has been sent.")

var forgotFields = fields(projectField, emailField)

type forgotInput struct {
	form
	email domain.Email
}

func (d *dialect) forgot() httpapi.Operation[forgotInput] {
	return httpapi.Operation[forgotInput]{
		Operation: operation("forgotPassword", "password/forgot", "Request password reset",
			"Mails a customer a link to choose a new password with. Whoever asks learns nothing about who is a customer: the answer to a known address and to an unknown one is the same. The link works once, and for 60 minutes."),
		Request: forgotBody{},
		Models:  map[int]any{200: messageAnswer{}},
		Docs:    forgotDocs,
		Parse:   parseForgot,
		Project: func(in *forgotInput) *domain.ProjectID { return in.projectNamed() },
		Handle:  d.requestLink,
	}
}

func parseForgot(body []byte) (in forgotInput, err error) {
	if in.object, err = httpapi.ReadObject(body, forgotFields); err != nil {
		return in, err
	}
	in.readProject()
	in.email = in.readEmail()
	return in, nil
}

func (d *dialect) requestLink(ctx context.Context, call *httpapi.Call, in forgotInput) (httpapi.Answer, error) {
	// Whether the project exists is left to the use case, unless there is more
	// to say in the same answer.
	if in.violations != nil {
		return httpapi.Answer{}, d.refuse(ctx, in.form)
	}
	err := d.Resets.Request(ctx, app.ResetAsk{
		Project: in.project, Email: in.email, Channel: domain.ViaWebshop, Language: call.Language(), Software: call.Software(),
	})
	if err != nil {
		return httpapi.Answer{}, err
	}
	return linkSent, nil
}
