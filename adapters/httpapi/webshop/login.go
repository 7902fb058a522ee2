package webshop

import (
	"context"
	"net/http"
	"strconv"

	"latchkey/adapters/httpapi"
	"latchkey/app"
	"latchkey/domain"
)

var loginFields = fields(projectField, emailField, passwordField)

type loginInput struct {
	form
	email    domain.Email
	password string
}

func (d *dialect) login() httpapi.Operation[loginInput] {
	return httpapi.Operation[loginInput]{
		Operation: added(operation("signIn", "login", "Sign in",
			"Checks the password of a customer, for shops that keep their accounts here. Failed tries are counted for each caller and address.")),
		Request: loginBody{},
		Models:  map[int]any{200: loginAnswer{}},
		Docs:    loginDocs,
		Parse:   parseLogin,
		Project: func(in *loginInput) *domain.ProjectID { return in.projectNamed() },
		Handle:  d.signIn,
	}
}

func parseLogin(body []byte) (in loginInput, err error) {
	if in.object, err = httpapi.ReadObject(body, loginFields); err != nil {
		return in, err
	}
	in.readProject()
	in.email = in.readEmail()
	in.password, _ = in.readString(passwordField)
	return in, nil
}

func (d *dialect) signIn(ctx context.Context, call *httpapi.Call, in loginInput) (httpapi.Answer, error) {
	if err := d.refuse(ctx, in.form); err != nil {
		return httpapi.Answer{}, err
	}
	// Passwords may have been set elsewhere and be longer than this dialect
	// would set.
	password, possible := domain.AnyPassword(in.password)
	account, err := d.SignIns.SignIn(ctx, app.SignInTry{
		Project: in.project, Email: in.email, Password: password, Hopeless: !possible, Caller: call.Caller(),
	})
	if err != nil {
		return httpapi.Answer{}, err
	}
	return signedIn(account), nil
}

func signedIn(account domain.Account) httpapi.Answer {
	body := []byte(`{"error":false,"message":"You are signed in.","data":{"customer":{"id":`)
	body = append(httpapi.AppendText(body, account.ID.String()), `,"email":`...)
	body = append(httpapi.AppendText(body, account.Email.Address()), `,"email_verified":`...)
	body = append(strconv.AppendBool(body, account.EmailVerified), "}}}"...)
	return httpapi.Answer{Status: http.StatusOK, Body: body}
}
