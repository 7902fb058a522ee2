package webshop

import (
	"net/http"

	"latchkey/adapters/httpapi"
	"latchkey/domain"
)

// What the documents of the operations show. A test holds every body against
// what the handlers really answer.

var forgotDocs = httpapi.OperationDocs{
	Request: only("customer", "A customer of project 1", []byte(`{"project_id":1,"email":"jane@example.com"}`)),
	Answers: map[int]httpapi.AnswerDocs{
		http.StatusOK: {
			Text:     "The request is on record. If an account has this address, a link is mailed to it; the answer is the same if not.",
			Examples: only("sent", "Known address or not", linkSent.Body),
		},
		http.StatusUnprocessableEntity: {
			Text: "Something is wrong with what was sent, and nothing was done. All that is wrong is told at once.",
			Examples: []httpapi.Example{
				refusedExample("invalid_email", "The email is no address", violations{{"email", []string{"The email field must be a valid email address."}}}),
				refusedExample("missing_fields", "Nothing was given", violations{
					{"project_id", []string{"The project id field is required."}}, {"email", []string{"The email field is required."}},
				}),
				unreadable, strangeProject,
			},
		},
	},
}

var resetDocs = httpapi.OperationDocs{
	Request: only("new_password", "With the token from the mail",
		[]byte(`{"project_id":1,"email":"jane@example.com","token":"3V9K0QJ4T1B8ZP6M2X7RCD5HNE","password":"a brand new phrase","password_confirmation":"a brand new phrase"}`)),
	Answers: map[int]httpapi.AnswerDocs{
		http.StatusOK: {
			Text:     "The new password is set, the address counts as verified, and all links of the account are spent.",
			Examples: only("done", "The password was set", passwordSet.Body),
		},
		http.StatusBadRequest: {
			Text:     "The token is unknown, spent or older than 60 minutes, or belongs to another address or project.",
			Examples: only("rejected_token", "The token does not work", tokenRejected.Body),
		},
		http.StatusUnprocessableEntity: {
			Text: "Something is wrong with what was sent. The link still works, and all that is wrong is told at once.",
			Examples: []httpapi.Example{
				refusedExample("mismatch", "Two different passwords", violations{{"password", []string{"The password field confirmation does not match."}}}),
				refusedExample("too_short", "Short in both fields", violations{{"password", []string{passwordText(domain.TooShort)}}}),
				unreadable, strangeProject,
			},
		},
	},
}

var loginDocs = httpapi.OperationDocs{
	Addition: true,
	Request:  only("customer", "A customer of the demo", []byte(`{"project_id":1,"email":"jane@example.com","password":"correct horse battery"}`)),
	Answers: map[int]httpapi.AnswerDocs{
		http.StatusOK: {
			Text: "The password is right.",
			Examples: only("signed_in", "Who it is",
				[]byte(`{"error":false,"message":"You are signed in.","data":{"customer":{"id":"65f1c0ffee65f1c0ffee65f1","email":"jane@example.com","email_verified":false}}}`)),
		},
		http.StatusUnprocessableEntity: {
			Text: "The address or the password is wrong, which the answer does not tell apart; or something else is wrong with what was sent.",
			Examples: []httpapi.Example{
				{Name: "credentials", Text: "Wrong address or password", Body: wrongCredentials.Body},
				unreadable, strangeProject,
			},
		},
		http.StatusTooManyRequests: {
			Text:     "The caller has spent all calls of this minute, or failed too often with this address.",
			Examples: only("too_many", "No calls left", tooMany),
		},
	},
}

func refusedExample(name, text string, v violations) httpapi.Example {
	return httpapi.Example{Name: name, Text: text, Body: v.answer().Body}
}
