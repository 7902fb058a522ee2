package payway

import (
	"errors"
	"net/http"

	"latchkey/adapters/httpapi"
	"latchkey/domain"
)

// grantProblem is an error of RFC 6749 §5.2, whose codes are a closed set.
type grantProblem struct {
	code  string
	text  string
	basic bool // the client used the Authorization header
}

// Error names the kind of error only.
func (p grantProblem) Error() string { return p.code }

func invalidRequest(text string) error { return grantProblem{code: "invalid_request", text: text} }

// otherGrantType is for grants that need a person.
var otherGrantType error = grantProblem{code: "unsupported_grant_type", text: "grant_type must be none or client_credentials"}

// What is wrong with a form, where the document shows it.
const (
	textNoGrantType = "The parameter grant_type is missing"
	textRepeated    = "The request body must not contain the same parameter twice"
	textTwoWays     = "Client credentials must be sent in the Authorization header or in the body, not in both"
)

func invalidClient(basic bool) error {
	return grantProblem{code: "invalid_client", text: "The client is unknown, or its secret is wrong", basic: basic}
}

var (
	neverCached = http.Header{"Pragma": {"no-cache"}} // RFC 6749 §5.1; Cache-Control is on every answer
	askForBasic = http.Header{"Pragma": {"no-cache"}, "Www-Authenticate": {`Basic realm="latchkey", charset="UTF-8"`}}
)

// renderGrant is the one place where errors become answers of the token
// endpoint.
func renderGrant(err error) httpapi.Answer {
	var problem grantProblem
	if errors.As(err, &problem) {
		answer := grantFailed(http.StatusBadRequest, problem.code, problem.text)
		if problem.code == "invalid_client" {
			answer.Status = http.StatusUnauthorized
		}
		if problem.basic {
			answer.Header = askForBasic
		}
		return answer
	}
	var unread httpapi.BodyError
	if errors.As(err, &unread) {
		return renderGrant(invalidRequest("The request has no body"))
	}
	var refusal httpapi.Refusal
	if errors.As(err, &refusal) {
		return grantFailure(int(refusal))
	}
	switch {
	case domain.ReasonOf(err) != "" && errors.Is(err, domain.Invalid):
		return grantFailed(http.StatusBadRequest, "invalid_scope", "The client does not hold the scope, or there is no such scope")
	case errors.Is(err, domain.RateLimited):
		return httpapi.TryLater(grantFailure(http.StatusTooManyRequests), err)
	case errors.Is(err, domain.Unavailable):
		return httpapi.TryLater(grantFailure(http.StatusServiceUnavailable), err)
	}
	return grantFailure(http.StatusInternalServerError)
}

// grantFailures are the answers to what the pipeline refuses. The codes are
// the nearest that RFC 6749 has.
var grantFailures = map[int]httpapi.Answer{
	http.StatusBadRequest:            grantFailed(http.StatusBadRequest, "invalid_request", "The request body could not be read"),
	http.StatusMethodNotAllowed:      grantFailed(http.StatusMethodNotAllowed, "invalid_request", "This endpoint takes POST only"),
	http.StatusRequestTimeout:        grantFailed(http.StatusRequestTimeout, "invalid_request", "The request body took too long to arrive"),
	http.StatusRequestEntityTooLarge: grantFailed(http.StatusRequestEntityTooLarge, "invalid_request", "The request body must not be larger than 16 KiB"),
	http.StatusUnsupportedMediaType:  grantFailed(http.StatusBadRequest, "invalid_request", "Content-Type must be application/x-www-form-urlencoded"),
	http.StatusTooManyRequests:       grantFailed(http.StatusTooManyRequests, "temporarily_unavailable", "Too many requests"),
	http.StatusInternalServerError:   grantFailed(http.StatusInternalServerError, "server_error", "Something unexpected happened on our side"),
	http.StatusServiceUnavailable:    grantFailed(http.StatusServiceUnavailable, "temporarily_unavailable", "The service cannot take this call right now"),
}

func grantFailure(status int) httpapi.Answer {
	if answer, known := grantFailures[status]; known {
		return answer
	}
	return grantFailures[http.StatusInternalServerError]
}

func grantFailed(status int, code, description string) httpapi.Answer {
	body := httpapi.AppendText([]byte(`{"error":`), code)
	body = httpapi.AppendText(append(body, `,"error_description":`...), description)
	return httpapi.Answer{Status: status, Body: append(body, '}'), Header: neverCached}
}
