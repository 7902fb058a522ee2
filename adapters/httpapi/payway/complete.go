package payway

import (
	"context"
	"net/http"

	"latchkey/adapters/httpapi"
	"latchkey/app"
	"latchkey/domain"
)

var completeFields = []httpapi.Field{{Name: "id"}, {Name: "confirmation_code"}, {Name: "new_password"}}

type completion struct {
	account  domain.AccountID
	code     string
	password domain.Password
}

func (d *dialect) completeReset() httpapi.Operation[completion] {
	return httpapi.Operation[completion]{
		Operation: operation("completePasswordReset", "complete_password_reset", "Complete password reset",
			"Sets a new password with a confirmation code. The code is spent by it and all other codes and links of the account stop working; a refused call leaves them alive. Having the code proves that the holder reads mail sent to the address, so the address counts as verified afterwards."),
		Request: completeBody{},
		Models:  map[int]any{200: completedAnswer{}},
		Docs:    completeDocs,
		Parse:   parseCompletion,
		Handle:  d.complete,
	}
}

func parseCompletion(body []byte) (c completion, err error) {
	p, err := readParameters(body, completeFields)
	if err != nil {
		return completion{}, err
	}
	if text, given := p.required("id"); given {
		if c.account, err = domain.ParseAccountID(text); err != nil {
			p.refuse("id", textIDForm)
		}
	}
	c.code, _ = p.required("confirmation_code")
	if text, given := p.required("new_password"); given {
		if c.password, err = domain.NewPassword(text); err != nil {
			p.refuse("new_password", passwordText(domain.ReasonOf(err)))
		}
	}
	return c, p.err
}

// codeLength is that of the only spelling the published API knows.
const codeLength = 36

func (d *dialect) complete(ctx context.Context, call *httpapi.Call, c completion) (httpapi.Answer, error) {
	token, err := domain.ParseResetToken(c.code)
	if err != nil {
		return httpapi.Answer{}, err
	}
	// The zero id is nobody's; to the use case it would mean anybody's.
	if len(c.code) != codeLength || c.account == (domain.AccountID{}) {
		return codeRejected, nil
	}
	_, err = d.Resets.Complete(ctx, app.ResetCompletion{
		Token: token, Password: c.password, Expect: app.Expectation{Project: call.Client().ProjectID, Account: c.account},
	})
	if err != nil {
		return httpapi.Answer{}, err
	}
	body := httpapi.AppendText([]byte(`{"id":`), c.account.String())
	return httpapi.Answer{Status: http.StatusOK, Body: append(body, '}')}, nil
}
