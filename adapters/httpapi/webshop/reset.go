package webshop

import (
	"context"

	"latchkey/adapters/httpapi"
	"latchkey/app"
	"latchkey/domain"
)

var passwordSet = succeeded("Your password has been reset.")

var resetFields = fields(projectField, emailField, tokenField, passwordField, confirmationField)

type resetInput struct {
	form
	email    domain.Email
	token    string
	password domain.Password
}

func (d *dialect) reset() httpapi.Operation[resetInput] {
	return httpapi.Operation[resetInput]{
		Operation: operation("resetPassword", "password/reset", "Reset password",
			"Sets a new password for the customer who got the link. The token is spent by it and all other links of the account stop working; a refused call leaves the link alive. Having the link proves that the customer reads mail sent to the address, so the address counts as verified afterwards."),
		Request: resetBody{},
		Models:  map[int]any{200: messageAnswer{}, 400: messageAnswer{}},
		Docs:    resetDocs,
		Parse:   parseReset,
		Project: func(in *resetInput) *domain.ProjectID { return in.projectNamed() },
		Handle:  d.completeReset,
	}
}

func parseReset(body []byte) (in resetInput, err error) {
	if in.object, err = httpapi.ReadObject(body, resetFields); err != nil {
		return in, err
	}
	in.readProject()
	in.email = in.readEmail()
	token, _ := in.readString(tokenField)
	in.token = trim(token)
	in.password = in.readNewPassword()
	return in, nil
}

// readNewPassword returns the password that was given twice. What is no string
// is judged by its other rules as well, as far as they can be put to it.
func (f *form) readNewPassword() (password domain.Password) {
	if v, ok := f.required(passwordField); ok {
		if v.Kind != '"' {
			f.refuse(passwordField, "must be a string.")
		}
		if text, measured := lettersOf(v); measured {
			var err error
			if password, err = domain.NewPassword(text); domain.ReasonOf(err) == domain.TooShort {
				f.refuse(passwordField, "must be at least 8 characters.")
			}
			f.limit(passwordField, text)
		}
		if again := f.object.Get(confirmationField.field); again.Kind != v.Kind || again.Text != v.Text {
			f.refuse(passwordField, "confirmation does not match.")
		}
	}
	if text, ok := f.readString(confirmationField); ok {
		f.limit(confirmationField, text)
	}
	return password
}

// lettersOf returns what the original measures of a value that should be text:
// a number as it is written, true as 1, false as nothing. Of lists and objects it
// counts the members, which says nothing of a password.
func lettersOf(v httpapi.Value) (text string, measured bool) {
	switch v.Kind {
	case '"', '0':
		return v.Text, true
	case 't':
		return "1", true
	case 'f':
		return "", true
	}
	return "", false
}

func (d *dialect) completeReset(ctx context.Context, _ *httpapi.Call, in resetInput) (httpapi.Answer, error) {
	if err := d.refuse(ctx, in.form); err != nil {
		return httpapi.Answer{}, err
	}
	token, err := domain.ParseResetToken(in.token)
	if err != nil {
		return httpapi.Answer{}, err
	}
	if in.email.IsZero() { // nobody's address; to the use case it would mean anybody's
		return tokenRejected, nil
	}
	_, err = d.Resets.Complete(ctx, app.ResetCompletion{
		Token: token, Password: in.password, Expect: app.Expectation{Project: in.project, Email: in.email},
	})
	if err != nil {
		return httpapi.Answer{}, err
	}
	return passwordSet, nil
}
