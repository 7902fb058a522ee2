package payway

import (
	"errors"
	"net/http"

	"latchkey/adapters/httpapi"
	"latchkey/domain"
)

// render is the one place where errors become answers of this dialect; the
// token endpoint, whose errors have a standard of their own, has another.
func render(err error) httpapi.Answer {
	var parameter invalidParameter
	if errors.As(err, &parameter) {
		return refused(parameter.field, parameter.text)
	}
	var unknown httpapi.UnknownName
	if errors.As(err, &unknown) {
		return failed(http.StatusBadRequest, "unknown_parameter", unknown.Path, "Parameter is not recognized")
	}
	var unread httpapi.BodyError
	if errors.As(err, &unread) {
		return failed(http.StatusBadRequest, "json_parser_error", "", unread.Text())
	}
	var refusal httpapi.Refusal
	if errors.As(err, &refusal) {
		return failure(int(refusal))
	}
	return renderKind(err)
}

func renderKind(err error) httpapi.Answer {
	var problem *domain.Problem
	if !errors.As(err, &problem) {
		problem = &domain.Problem{}
	}
	switch {
	case errors.Is(err, domain.TokenRejected):
		return codeRejected
	case errors.Is(err, domain.Forbidden):
		return mayNotMint
	case errors.Is(err, domain.NotFound) && problem.Field == "email":
		return noSuchAccount
	case errors.Is(err, domain.RateLimited):
		return httpapi.TryLater(failure(http.StatusTooManyRequests), err)
	case errors.Is(err, domain.Unavailable):
		return httpapi.TryLater(failure(http.StatusServiceUnavailable), err)
	case problem.Kind == domain.Invalid:
		return renderInvalid(problem)
	}
	return failure(http.StatusInternalServerError)
}

// renderInvalid words what a use case refused, under the name that the field
// has on the wire.
func renderInvalid(problem *domain.Problem) httpapi.Answer {
	switch problem.Field {
	case "return_url":
		return refused("return_url", textOtherOrigin)
	case "reset_page":
		return refused("reset_password_url", textOtherOrigin)
	case "password":
		return refused("new_password", passwordText(problem.Reason))
	}
	return failure(http.StatusInternalServerError)
}

// Answers that are always the same, made once.
var (
	codeRejected  = refused("confirmation_code", textBadCode)
	noSuchAccount = failed(http.StatusNotFound, "not_found", "email", "email could not be found")
	mayNotMint    = failed(http.StatusForbidden, "forbidden", "", "This client may not have confirmation codes handed to it")
)

// failures are the answers to calls at which no parameter is wrong, by the
// status that the pipeline has for them.
var failures = map[int]httpapi.Answer{
	http.StatusBadRequest:            failed(http.StatusBadRequest, "json_parser_error", "", "The request body could not be read"),
	http.StatusUnauthorized:          failed(http.StatusUnauthorized, "unauthorized", "", "A valid access token is required"),
	http.StatusForbidden:             failed(http.StatusForbidden, "insufficient_scope", "", "The access token does not hold the scope /external/account/w"),
	http.StatusNotFound:              failed(http.StatusNotFound, "not_found", "", "There is no such endpoint"),
	http.StatusMethodNotAllowed:      failed(http.StatusMethodNotAllowed, "method_not_allowed", "", "This endpoint takes POST only"),
	http.StatusRequestTimeout:        failed(http.StatusRequestTimeout, "request_timeout", "", "The request body took too long to arrive"),
	http.StatusRequestEntityTooLarge: failed(http.StatusRequestEntityTooLarge, "request_too_large", "", "The request body must not be larger than 16 KiB"),
	http.StatusUnsupportedMediaType:  failed(http.StatusBadRequest, "invalid_content_type_error", "", "Content-Type must be application/json"),
	http.StatusTooManyRequests:       failed(http.StatusTooManyRequests, "rate_limit_exceeded", "", "Too many requests"),
	http.StatusInternalServerError:   failed(http.StatusInternalServerError, "internal_server_error", "", "Something unexpected happened on our side"),
	http.StatusServiceUnavailable:    failed(http.StatusServiceUnavailable, "service_unavailable", "", "The service cannot take this call right now"),
}

func failure(status int) httpapi.Answer {
	if answer, known := failures[status]; known {
		return answer
	}
	return failures[http.StatusInternalServerError]
}

func refused(field, text string) httpapi.Answer {
	return failed(http.StatusBadRequest, "invalid_parameter", field, text)
}

// failed puts an error together; without a field it names none.
func failed(status int, code, field, message string) httpapi.Answer {
	body := httpapi.AppendText([]byte(`{"code":`), code)
	if field != "" {
		body = httpapi.AppendText(append(body, `,"field":`...), field)
	}
	body = httpapi.AppendText(append(body, `,"message":`...), message)
	return httpapi.Answer{Status: status, Body: append(body, '}')}
}
