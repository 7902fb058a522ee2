package httpapi

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"latchkey/domain"
)

// Operation is one call of a dialect, in steps, so that what lies between them
// cannot be forgotten.
type Operation[I any] struct {
	huma.Operation // method, path, id and texts

	Request any         // documents the body: a zero value of a struct
	Models  map[int]any // documents the answers, over those of the dialect; nil: no body

	// Parse reads the body. It copies what it keeps: the body is reused. An
	// error is for what cannot be read at all; wrong fields are Handle's
	// business, so that Project is known when they are refused.
	Parse func(body []byte) (I, error)

	// Project says which project the call is about, if it says so. It decides
	// which web pages may read the answer. Nil: never any.
	Project func(I) (domain.ProjectID, bool)

	// Handle runs the use case.
	Handle func(context.Context, *Call, I) (Answer, error)
}

type rawInput struct {
	RawBody []byte `contentType:"application/json"`
}

// rawOutput is a whole answer, written without huma: nothing of it goes
// through reflection.
type rawOutput struct{ Body func(huma.Context) }

// Register adds op to the dialect and its document. All operations are
// registered before the first request is served.
func Register[I any](a *API, op Operation[I]) {
	docs := document(a, op.Operation, op.Request, op.Models)
	schema := docs.RequestBody.Content["application/json"].Schema
	huma.Register(a.huma, docs, func(_ context.Context, in *rawInput) (*rawOutput, error) {
		return &rawOutput{Body: func(ctx huma.Context) {
			call := callOf(ctx)
			answer, err := run(call, op, in.RawBody)
			if err != nil {
				answer = call.faulty(err)
			}
			call.send(answer)
		}}, nil
	})
	docs.RequestBody.Content["application/json"].Schema = schema // huma replaces it for raw bodies
	schemas := a.huma.OpenAPI().Components.Schemas.Map()
	delete(schemas, "ErrorModel") // huma's own, which no answer of ours is
	delete(schemas, "ErrorDetail")
}

// run takes the steps of one call. A refusal for the rate comes after the page
// behind the call has been looked at, and before anything else is.
func run[I any](call *Call, op Operation[I], body []byte) (Answer, error) {
	input, unreadable := op.Parse(body)
	if call.origin != "" && op.Project != nil && unreadable == nil {
		if id, ok := op.Project(input); ok {
			call.admitOrigin(id)
		}
	}
	if !call.rate.Allowed {
		return Answer{}, overBudget(call.rate)
	}
	if unreadable != nil {
		return Answer{}, unreadable
	}
	return op.Handle(call, call, input)
}
