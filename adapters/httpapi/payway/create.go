package payway

import (
	"context"
	"net/http"

	"latchkey/adapters/httpapi"
)

var createFields = []httpapi.Field{{Name: "email"}}

func (d *dialect) createReset() httpapi.Operation[parameters] {
	return httpapi.Operation[parameters]{
		Operation: operation("createPasswordReset", "create_password_reset", "Create password reset",
			"Hands out a confirmation code, and sends no mail. Whoever may call it has a way into every account of the project and learns who has one, so only clients that the operator trusts so far may."),
		Request: createBody{},
		Models:  map[int]any{200: createdAnswer{}},
		Docs:    createDocs,
		Parse:   reading(createFields),
		Handle:  d.withSyntax(d.mint),
	}
}

func (d *dialect) mint(ctx context.Context, call *httpapi.Call, p parameters) (httpapi.Answer, error) {
	email := p.email()
	if p.err != nil {
		return httpapi.Answer{}, p.err
	}
	account, token, err := d.Resets.Mint(ctx, call.Client(), email)
	if err != nil {
		return httpapi.Answer{}, err
	}
	body := httpapi.AppendText([]byte(`{"item":{"account_id":`), account.String())
	body = httpapi.AppendText(append(body, `,"confirmation_code":`...), token.UUID())
	return httpapi.Answer{Status: http.StatusOK, Body: append(body, "}}"...)}, nil
}
