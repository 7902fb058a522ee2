package webshop

import (
	"errors"
	"net/http"

	"latchkey/adapters/httpapi"
	"latchkey/domain"
)

// render is the one place where errors become answers of this dialect.
func render(err error) httpapi.Answer {
	var fields violations
	if errors.As(err, &fields) {
		return fields.answer()
	}
	var unread httpapi.BodyError
	if errors.As(err, &unread) {
		return violated("body", unread.Text()).answer()
	}
	var refusal httpapi.Refusal
	if errors.As(err, &refusal) {
		return failure(int(refusal))
	}
	return renderKind(err)
}

func renderKind(err error) httpapi.Answer {
	var problem *domain.Problem
	_ = errors.As(err, &problem)
	switch {
	case errors.Is(err, domain.TokenRejected):
		return tokenRejected
	case errors.Is(err, domain.NotFound), errors.Is(err, domain.Forbidden):
		return unknownProject // a project one may not use looks like none
	case errors.Is(err, domain.Unauthenticated):
		return wrongCredentials
	case errors.Is(err, domain.RateLimited):
		return httpapi.TryLater(httpapi.Answer{Status: http.StatusTooManyRequests, Body: tooMany}, err)
	case errors.Is(err, domain.Unavailable):
		return httpapi.TryLater(failure(http.StatusServiceUnavailable), err)
	case problem != nil && problem.Kind == domain.Invalid && problem.Field == "password":
		return violated(passwordField.field, passwordText(problem.Reason)).answer()
	}
	return failure(http.StatusInternalServerError)
}

// Answers that are always the same, made once.
var (
	tokenRejected    = httpapi.Answer{Status: http.StatusBadRequest, Body: failed("This password reset token is invalid or has expired.")}
	unknownProject   = violated(projectField.field, "The selected project id is invalid.").answer()
	wrongCredentials = violated(emailField.field, "These credentials do not match our records.").answer()
	tooMany          = []byte(`{"error":true,"message":"Too Many Attempts."}`)
)

// failures are the bodies of refusals that concern no field.
var failures = map[int][]byte{
	http.StatusBadRequest:            failed("The request body could not be read."),
	http.StatusNotFound:              failed("There is no such endpoint."),
	http.StatusMethodNotAllowed:      failed("This endpoint does not support that method."),
	http.StatusRequestTimeout:        failed("The request body took too long to arrive."),
	http.StatusRequestEntityTooLarge: failed("The request body must not be larger than 16 KiB."),
	http.StatusUnsupportedMediaType:  failed("The request body must be sent as application/json."),
	http.StatusInternalServerError:   failed("Something went wrong on our side. Please try again later."),
	http.StatusServiceUnavailable:    failed("The service cannot take this call right now. Please try again in a moment."),
}

func failure(status int) httpapi.Answer {
	body, known := failures[status]
	if !known {
		status, body = http.StatusInternalServerError, failures[http.StatusInternalServerError]
	}
	return httpapi.Answer{Status: status, Body: body}
}

func failed(message string) []byte { return envelope(true, message) }

func succeeded(message string) httpapi.Answer {
	return httpapi.Answer{Status: http.StatusOK, Body: envelope(false, message)}
}

func envelope(isError bool, message string) []byte {
	body := []byte(`{"error":false,"message":`)
	if isError {
		body = []byte(`{"error":true,"message":`)
	}
	return append(httpapi.AppendText(body, message), `,"data":[]}`...)
}
