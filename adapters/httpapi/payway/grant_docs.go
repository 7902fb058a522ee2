package payway

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"latchkey/adapters/httpapi"
	"latchkey/domain"
)

// grantDocs shows the token endpoint. Of a client, samples hold placeholders
// that are easy to find.
var grantDocs = httpapi.OperationDocs{
	Request: []httpapi.Example{
		written("none", "As the publisher's clients do",
			`{"grant_type":"none","client_id":"YOUR_CLIENT_ID","client_secret":"YOUR_CLIENT_SECRET","scope":"/external/account/w"}`),
		written("standard", "As RFC 6749 has it",
			`{"grant_type":"client_credentials","client_id":"YOUR_CLIENT_ID","client_secret":"YOUR_CLIENT_SECRET"}`),
		written("with_basic", "With id and secret in the Authorization header", `{"grant_type":"client_credentials"}`),
	},
	Answers: map[int]httpapi.AnswerDocs{
		http.StatusOK: {
			Text: "A token for two hours.",
			Headers: map[string]*huma.Param{
				"Cache-Control": fixed("Nobody may keep the answer.", "no-store"),
				"Pragma":        fixed("The same for caches of old.", "no-cache"),
			},
			Examples: one("granted", "The token",
				`{"access_token":"lka_0123456789abcdefghjkmnpqrstvwxyz","token_type":"Bearer","expires_in":7200,"scope":"/external/account/w"}`),
		},
		http.StatusBadRequest: {
			Text: "`invalid_request`, `unsupported_grant_type` or `invalid_scope`, as RFC 6749 §5.2 means them.",
			Examples: []httpapi.Example{
				ungranted("no_grant_type", "No grant type", invalidRequest(textNoGrantType)),
				ungranted("other_grant_type", "Another grant type", otherGrantType),
				ungranted("other_scope", "A scope that the client does not hold", domain.Refuse("scope", domain.Unknown)),
				ungranted("repeated", "A parameter was sent twice", invalidRequest(textRepeated)),
				ungranted("two_ways", "Credentials in the header and in the body", invalidRequest(textTwoWays)),
				ungranted("wrong_type", "Not announced as a form", httpapi.WrongMediaType),
			},
		},
		http.StatusUnauthorized: {
			Text:     "`invalid_client`: there is no such client, it was revoked, or the secret is wrong.",
			Headers:  challenged(false, "Only for callers who sent an Authorization header.", askForBasic.Get("WWW-Authenticate")),
			Examples: []httpapi.Example{ungranted("unknown_client", "Wrong id or secret", invalidClient(false))},
		},
		http.StatusMethodNotAllowed:      {Examples: only("wrong_method", "Not a POST", grantFailure(http.StatusMethodNotAllowed))},
		http.StatusRequestTimeout:        {Examples: only("too_slow", "Slow body", grantFailure(http.StatusRequestTimeout))},
		http.StatusRequestEntityTooLarge: {Examples: only("too_large", "Large body", grantFailure(http.StatusRequestEntityTooLarge))},
		http.StatusTooManyRequests: {
			Text: "The caller's address has spent all calls of this minute.", Addition: true,
			Examples: only("too_many", "No calls left", grantFailure(http.StatusTooManyRequests)),
		},
		http.StatusInternalServerError: {
			Text:     "`server_error`: a fault of the server's. `X-Request-Id` finds it in the log.",
			Examples: only("broken", "A fault of ours", grantFailure(http.StatusInternalServerError)),
		},
		http.StatusServiceUnavailable: {Examples: only("unavailable", "Too busy", grantFailure(http.StatusServiceUnavailable))},
	},
}

func ungranted(name, text string, err error) httpapi.Example {
	return shown(name, text, renderGrant(err))
}

func fixed(text, value string) *huma.Param {
	return &huma.Param{Description: text, Required: true, Schema: &huma.Schema{Type: huma.TypeString}, Example: value}
}
