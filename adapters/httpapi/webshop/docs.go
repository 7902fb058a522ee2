package webshop

import (
	_ "embed" // for the overview
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"latchkey/adapters/httpapi"
)

//go:embed overview.md
var overview string

// The tags of the document.
const (
	publicTag   = "Public"
	additionTag = "Additions"
)

// tokenScheme is the name of the way to send an API token.
const tokenScheme = "api_token"

var info = huma.Info{Title: "E-commerce API", Version: "1", Description: overview}

// docs is what the document says of the dialect as a whole.
var docs = httpapi.Docs{
	Servers: []*huma.Server{{URL: "https://api.wemasy.nl/api", Description: "As published"}},
	Tags: []*huma.Tag{
		{Name: publicTag, Description: "For the pages of a shop: no credentials needed."},
		{Name: additionTag, Description: "What latchkey adds to the published API."},
	},
	Security: map[string]*huma.SecurityScheme{tokenScheme: {
		Type: "http", Scheme: "bearer",
		Description: "An API token, if the caller has one. It is never required.",
	}},
	Answers: sharedAnswers,
}

// sharedAnswers are those that every operation can give.
var sharedAnswers = map[int]httpapi.AnswerDocs{
	http.StatusNotFound: {
		Text: "The path leads nowhere, a slash too many included. Costs nothing of the budget.", Addition: true,
		Examples: only("no_endpoint", "No such path", failures[http.StatusNotFound]),
	},
	http.StatusMethodNotAllowed: {
		Text: "The path takes another method. Costs nothing of the budget.", Addition: true,
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
	http.StatusUnsupportedMediaType: {
		Text: "The body is not announced as plain `application/json`.", Addition: true,
		Examples: only("wrong_type", "Not JSON", failures[http.StatusUnsupportedMediaType]),
	},
	http.StatusUnprocessableEntity: {
		Text:     "Something is wrong with what was sent, and nothing was done. All that is wrong is told at once.",
		Examples: []httpapi.Example{unreadable, strangeProject},
	},
	http.StatusTooManyRequests: {
		Text:     "The caller has spent all calls of this minute.",
		Examples: only("too_many", "No calls left", tooMany),
	},
	http.StatusInternalServerError: {
		Text: "A fault of the server's. `X-Request-Id` finds it in the log.", Addition: true,
		Examples: only("broken", "A fault of ours", failures[http.StatusInternalServerError]),
	},
	http.StatusServiceUnavailable: {
		Text: "The server is too busy, or cannot write right now. Nothing was done.", Addition: true,
		Examples: only("unavailable", "Too busy", failures[http.StatusServiceUnavailable]),
	},
}

// Examples that several operations show.
var (
	unreadable     = httpapi.Example{Name: "unreadable_body", Text: "The body is not a JSON object", Body: violated("body", httpapi.NotJSON.Text()).answer().Body}
	strangeProject = httpapi.Example{Name: "unknown_project", Text: "There is no such project", Body: unknownProject.Body}
)

func only(name, text string, body []byte) []httpapi.Example {
	return []httpapi.Example{{Name: name, Text: text, Body: body}}
}

// operation describes one POST of the dialect. The token comes first, though
// none is needed: Try It offers the first way in, and fills in the token of a demo.
func operation(id, path, summary, description string) huma.Operation {
	return huma.Operation{
		OperationID: id, Method: http.MethodPost, Path: "/services/webshop/v1/customer/auth/" + path,
		Summary: summary, Description: description, Tags: []string{publicTag},
		Security: []map[string][]string{{tokenScheme: {}}, {}},
	}
}

// added moves an operation that the published API does not have where it can be seen.
func added(op huma.Operation) huma.Operation {
	op.Tags = []string{additionTag}
	return op
}
