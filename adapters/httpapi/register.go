package httpapi

import (
	"cmp"
	"context"
	"maps"

	"github.com/danielgtaylor/huma/v2"

	"latchkey/domain"
)

// Operation is one call of a dialect, in steps, so that what lies between them
// cannot be forgotten.
type Operation[I any] struct {
	huma.Operation // method, path, id and texts

	Request any         // documents the body: a zero value of a struct
	Media   string      // the body's type; "": application/json
	Models  map[int]any // documents the answers, over those of the dialect; nil: no body
	Docs    OperationDocs

	// Parse reads the body. It copies what it keeps: the body is reused. An
	// error is for what cannot be read at all; wrong fields are Handle's
	// business, so that Project is known when they are refused.
	Parse func(body []byte) (I, error)

	// Project returns which project the call says it is about, or nil if it
	// does not. It decides which web pages may read the answer, and is changed
	// to one that does not exist if the caller belongs to another one. Nil:
	// no call ever says so.
	Project func(*I) *domain.ProjectID

	// Open lets calls in without a token where the dialect asks for one, and
	// reads none: the caller shows who it is in another way.
	Open bool

	// Render words the operation's errors; nil: as the dialect does.
	Render func(error) Answer

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
	plan := operationPlan{request: op.Request, media: cmp.Or(op.Media, jsonMedia), models: op.Models, docs: op.Docs}
	docs := document(a, op.Operation, plan)
	body, answers := maps.Clone(docs.RequestBody.Content), maps.Clone(docs.Responses)
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
	// Huma has replaced the body by a binary one, and added a 200.
	docs.RequestBody.Content = body
	maps.DeleteFunc(docs.Responses, func(status string, _ *huma.Response) bool { return answers[status] == nil })
	schemas := a.huma.OpenAPI().Components.Schemas.Map()
	delete(schemas, "ErrorModel") // huma's own, which no answer of ours is
	delete(schemas, "ErrorDetail")
	route := a.routes.byPath[a.dialect.BasePath+op.Path]
	route.media, route.open, route.render = plan.media, op.Open, op.Render
	if op.Render == nil {
		route.render = a.dialect.Render
	}
}

// run takes the steps of one call. A refusal for the rate comes after the page
// behind the call has been looked at, and before anything else is.
func run[I any](call *Call, op Operation[I], body []byte) (Answer, error) {
	input, unreadable := op.Parse(body)
	if op.Project != nil && unreadable == nil {
		call.regard(op.Project(&input))
	}
	if !call.rate.Allowed {
		return Answer{}, overBudget(call.rate)
	}
	if unreadable != nil {
		return Answer{}, unreadable
	}
	return op.Handle(call, call, input)
}
