package payway

import (
	"net/http"
	"slices"

	"latchkey/adapters/httpapi"
	"latchkey/domain"
)

// What the documents of the operations show. A test holds every body against
// what the handlers really answer.

const badRequest = "Nothing was done. `code` says why:\n\n" +
	"- `invalid_parameter`: the parameter in `field` is missing, or has a wrong value\n" +
	"- `json_parser_error`: the body cannot be read as JSON, or not in one way only\n" +
	"- `invalid_content_type_error`: the body is not announced as `application/json`\n" +
	"- `unknown_parameter`: the parameter in `field` is not one of this operation's\n\n" +
	"Only the first thing that is wrong is told."

// Examples that several operations show.
var (
	unreadable = []httpapi.Example{
		shown("no_json", "The body is not a JSON object", render(httpapi.NotJSON)),
		shown("unknown_field", "A field that nobody asked for", render(httpapi.UnknownName{Path: "mail"})),
		shown("hidden_field", "The same, with a name that is not safe to show", render(httpapi.UnknownName{})),
		shown("wrong_type", "Not announced as JSON", failures[http.StatusUnsupportedMediaType]),
	}
	emailErrors = []httpapi.Example{
		shown("invalid_email", "The email is no address", refused("email", textEmailForm)),
		shown("long_email", "The email is too long", refused("email", textTooLong)),
		shown("missing_email", "No email was sent", refused("email", textRequired)),
		shown("no_string", "The email is something else", refused("email", textNoString)),
	}
	otherReturn  = shown("other_return_url", "The project does not list where it leads", refused("return_url", textOtherOrigin))
	relative     = shown("relative_return_url", "Not an absolute URI", refused("return_url", textNoURL))
	noEndpoint   = shown("no_endpoint", "No such path", failures[http.StatusNotFound])
	noAccount    = shown("no_account", "Nobody has this address", noSuchAccount)
	unknownToAsk = httpapi.AnswerDocs{
		Text: "`not_found`: nobody has this address. Only clients that the operator lets know who has an account are told so " +
			"(`--reveal-unknown-accounts`); for all others the answer is the same as for a known address.",
		Examples: []httpapi.Example{noAccount, noEndpoint},
	}
)

// badFields documents the 400 of an operation with its own errors.
func badFields(own ...[]httpapi.Example) httpapi.AnswerDocs {
	return httpapi.AnswerDocs{Text: badRequest, Examples: slices.Concat(append(own, unreadable)...)}
}

var requestDocs = httpapi.OperationDocs{
	Request: []httpapi.Example{
		written("email_only", "All that is needed", `{"email":"jane@example.com"}`),
		written("everything", "With a way back, and the customer's device",
			`{"email":"jane@example.com","return_url":"https://shop.example/account","device_info":{"ip_address":"192.0.2.7","user_agent":"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}}`),
	},
	Answers: map[int]httpapi.AnswerDocs{
		http.StatusNoContent: {Text: "The request is on record. If an account has this address, a link is mailed to it; the answer is the same if not."},
		http.StatusBadRequest: badFields(emailErrors, []httpapi.Example{
			relative, otherReturn,
			shown("bad_ip_address", "Not an IP address", refused("device_info.ip_address", textNoIP)),
			shown("no_object", "The device is no object", refused("device_info", textNoObject)),
		}),
		http.StatusNotFound: unknownToAsk,
	},
}

var customDocs = httpapi.OperationDocs{
	Request: one("own_page", "A page of the shop's own",
		`{"email":"jane@example.com","reset_password_url":"https://shop.example/new-password","return_url":"https://shop.example/account"}`),
	Answers: map[int]httpapi.AnswerDocs{
		http.StatusOK: {
			Text:     "The request is on record. If an account has this address, a link is mailed to it; the answer is the same if not.",
			Examples: only("accepted", "Known address or not", customAccepted),
		},
		http.StatusBadRequest: badFields(emailErrors, []httpapi.Example{
			shown("foreign_page", "A page that is not the project's", refused("reset_password_url", textOtherOrigin)),
			shown("missing_page", "No page was sent", refused("reset_password_url", textRequired)),
			relative, otherReturn,
		}),
		http.StatusNotFound: unknownToAsk,
	},
}

var createDocs = httpapi.OperationDocs{
	Request: one("email_only", "The address of an account", `{"email":"jane@example.com"}`),
	Answers: map[int]httpapi.AnswerDocs{
		http.StatusOK: {
			Text: "The code is minted. It works once, for 60 minutes.",
			Examples: one("minted", "An account and its code",
				`{"item":{"account_id":"`+exampleAccount+`","confirmation_code":"`+exampleCode+`"}}`),
		},
		http.StatusBadRequest: badFields(emailErrors),
		http.StatusForbidden: {
			Text: "The token lacks the scope, or the client was not created with `--may-mint-codes`.", Addition: true,
			Headers:  challenged(false, "Which scope is missing; only if one is.", missingScope),
			Examples: []httpapi.Example{shown("missing_scope", "The scope is missing", failures[http.StatusForbidden]), shown("not_trusted", "The client may not", mayNotMint)},
		},
		http.StatusNotFound: {
			Text:     "`not_found`: nobody has this address.",
			Examples: []httpapi.Example{noAccount, noEndpoint},
		},
	},
}

// What the examples of completed resets are about.
const (
	exampleAccount = "65f1c0ffee65f1c0ffee65f1"
	exampleCode    = "3b241101-e2bb-4255-8caf-4136c566a962"
)

var completeDocs = httpapi.OperationDocs{
	Request: one("new_password", "With id and code from the link",
		`{"id":"`+exampleAccount+`","confirmation_code":"`+exampleCode+`","new_password":"a brand new phrase"}`),
	Answers: map[int]httpapi.AnswerDocs{
		http.StatusOK: {
			Text:     "The new password is set, the address counts as verified, and all codes and links of the account are spent.",
			Examples: one("done", "The password was set", `{"id":"`+exampleAccount+`"}`),
		},
		http.StatusBadRequest: badFields([]httpapi.Example{
			shown("rejected_code", "Unknown id; wrong, spent or expired code", codeRejected),
			shown("invalid_id", "The id has the wrong form", refused("id", textIDForm)),
			shown("missing_code", "No code was sent", refused("confirmation_code", textRequired)),
			shown("short_password", "Fewer than 8 characters", refused("new_password", passwordText(domain.TooShort))),
			shown("long_password", "More than 1024 bytes", refused("new_password", passwordText(domain.TooLong))),
			shown("common_password", "Too many people have it", refused("new_password", passwordText(domain.TooCommon))),
			shown("obvious_password", "The account's own address", refused("new_password", passwordText(domain.TooObvious))),
		}),
	},
}

func written(name, text, body string) httpapi.Example {
	return httpapi.Example{Name: name, Text: text, Body: []byte(body)}
}

func one(name, text, body string) []httpapi.Example {
	return []httpapi.Example{written(name, text, body)}
}
