package payway

import (
	_ "embed" // for the overview
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"latchkey/adapters/httpapi"
	"latchkey/domain"
)

//go:embed overview.md
var overview string

// The tags of the document.
const (
	accountsTag      = "Accounts"
	authorizationTag = "Authorization"
)

// The ways to say who one is, by the names that operations use.
const (
	bearerScheme = "client_token"
	oauthScheme  = "client_credentials"
	basicScheme  = "client_secret"
)

const tokenPath = "/api/authorization/access_token"

var info = huma.Info{Title: "Account API", Version: "1", Description: overview}

// docs is what the document says of the dialect as a whole.
var docs = httpapi.Docs{
	Servers: []*huma.Server{
		{URL: "https://backend.worldoftulo.com", Description: "Production, as published"},
		{URL: "https://payway-api.stage.adeprimo.se", Description: "Stage, as published"},
	},
	Tags: []*huma.Tag{
		{Name: accountsTag, Description: "Password resets of the accounts that belong to the client's project."},
		{Name: authorizationTag, Description: "Where clients get their tokens."},
	},
	Security: map[string]*huma.SecurityScheme{
		bearerScheme: {
			Type: "http", Scheme: "bearer",
			Description: "A token with the scope `" + string(domain.AccountWrite) + "`: an access token, which works for two hours, or the API token that a client keeps for good. No person has to be signed in.",
		},
		oauthScheme: {
			Type:        "oauth2",
			Description: "The same for programs that fetch access tokens by themselves, by RFC 6749 §4.4.",
			Flows: &huma.OAuthFlows{ClientCredentials: &huma.OAuthFlow{
				TokenURL: tokenPath,
				Scopes:   map[string]string{string(domain.AccountWrite): "Ask for password resets, and complete them."},
			}},
		},
		basicScheme: {
			Type: "http", Scheme: "basic",
			Description: "The client's id and secret, each of them form-encoded, instead of `client_id` and `client_secret` in the body.",
		},
	},
	Answers: sharedAnswers,
}

// operation describes one POST that needs a token.
func operation(id, path, summary, description string) huma.Operation {
	return huma.Operation{
		OperationID: id, Method: http.MethodPost, Path: "/external/api/v1/accounts/" + path,
		Summary: summary, Description: description + "\n\nRequires the scope `" + string(domain.AccountWrite) + "`. No person has to be signed in.",
		Tags:     []string{accountsTag},
		Security: []map[string][]string{{bearerScheme: {}}, {oauthScheme: {string(domain.AccountWrite)}}},
	}
}

// sharedAnswers are those that every operation can give, but for the token
// endpoint, which has its own way to say most of them.
var sharedAnswers = map[int]httpapi.AnswerDocs{
	http.StatusBadRequest: {
		Text:     badRequest,
		Examples: unreadable,
	},
	http.StatusUnauthorized: {
		Text: "No token was sent, or one that does not work, whatever the reason.", Addition: true,
		Headers:  challenged(true, "What to send, as RFC 6750 puts it.", `Bearer realm="latchkey", error="invalid_token"`),
		Examples: only("no_token", "No token that works", failures[http.StatusUnauthorized]),
	},
	http.StatusForbidden: {
		Text: "The token lacks the scope.", Addition: true,
		Headers:  challenged(true, "Which scope is missing.", missingScope),
		Examples: only("missing_scope", "The scope is missing", failures[http.StatusForbidden]),
	},
	http.StatusNotFound: {
		Text: "The path leads nowhere, a slash too many included.", Addition: true,
		Examples: []httpapi.Example{noEndpoint},
	},
	http.StatusMethodNotAllowed: {
		Text: "The path takes another method.", Addition: true,
		Examples: only("wrong_method", "Not a POST", failures[http.StatusMethodNotAllowed]),
	},
	http.StatusRequestTimeout: {
		Text: "The body did not arrive within five seconds.", Addition: true,
		Examples: only("too_slow", "Slow body", failures[http.StatusRequestTimeout]),
	},
	http.StatusRequestEntityTooLarge: {
		Text: "The body is larger than 16 KiB.", Addition: true,
		Examples: only("too_large", "Large body", failures[http.StatusRequestEntityTooLarge]),
	},
	http.StatusTooManyRequests: {
		Text: "The client has spent all calls of this minute.", Addition: true,
		Examples: only("too_many", "No calls left", failures[http.StatusTooManyRequests]),
	},
	http.StatusInternalServerError: {
		Text:     "`internal_server_error`: a fault of the server's. `X-Request-Id` finds it in the log.",
		Examples: only("broken", "A fault of ours", failures[http.StatusInternalServerError]),
	},
	http.StatusServiceUnavailable: {
		Text: "The server is too busy, or cannot write right now. Nothing was done.", Addition: true,
		Examples: only("unavailable", "Too busy", failures[http.StatusServiceUnavailable]),
	},
}

const missingScope = `Bearer realm="latchkey", error="insufficient_scope", scope="` + string(domain.AccountWrite) + `"`

// challenged documents what answers say that want another token, or some of
// them.
func challenged(always bool, text, example string) map[string]*huma.Param {
	return map[string]*huma.Param{"WWW-Authenticate": {
		Description: text, Required: always, Schema: &huma.Schema{Type: huma.TypeString}, Example: example,
	}}
}

func only(name, text string, answer httpapi.Answer) []httpapi.Example {
	return []httpapi.Example{shown(name, text, answer)}
}

func shown(name, text string, answer httpapi.Answer) httpapi.Example {
	return httpapi.Example{Name: name, Text: text, Body: answer.Body}
}
