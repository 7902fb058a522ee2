package payway

import (
	"context"
	"net/http"

	"latchkey/adapters/httpapi"
	"latchkey/domain"
)

var createFields = []httpapi.Field{{Name: "email"}}

func (d *dialect) createReset() httpapi.Operation[domain.Email] {
	return httpapi.Operation[domain.Email]{
		Operation: operation("createPasswordReset", "create_password_reset", "Create password reset",
			"Hands out a confirmation code, and sends no mail. Whoever may call it has a way into every account of the project and learns who has one, so only clients that the operator trusts so far may."),
		Request: createBody{},
		Models:  map[int]any{200: createdAnswer{}},
		Docs:    createDocs,
		Parse: func(body []byte) (domain.Email, error) {
			p, err := readParameters(body, createFields)
			if err != nil {
				return domain.Email{}, err
			}
			return p.email(), p.err
		},
		Handle: d.mint,
	}
}

func (d *dialect) mint(ctx context.Context, call *httpapi.Call, email domain.Email) (httpapi.Answer, error) {
	account, token, err := d.Resets.Mint(ctx, call.Client(), email)
	if err != nil {
		return httpapi.Answer{}, err
	}
	body := httpapi.AppendText([]byte(`{"item":{"account_id":`), account.String())
	body = httpapi.AppendText(append(body, `,"confirmation_code":`...), token.UUID())
	return httpapi.Answer{Status: http.StatusOK, Body: append(body, "}}"...)}, nil
}
