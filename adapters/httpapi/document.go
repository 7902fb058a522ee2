package httpapi

import (
	"cmp"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// bodyTime is how long a body may take to arrive.
const bodyTime = 5 * time.Second

const jsonMedia = "application/json"

// FormMedia is the type of a body that is a form.
const FormMedia = "application/x-www-form-urlencoded"

// operationPlan is what is documented of an operation, whatever its input.
type operationPlan struct {
	request any
	media   string
	models  map[int]any
	docs    OperationDocs
}

// newDocument begins the document of a dialect.
func newDocument(d Dialect) *huma.OpenAPI {
	here := &huma.Server{URL: cmp.Or(d.BasePath, "/"), Description: "This server"}
	return &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info:    &d.Info,
		Servers: append([]*huma.Server{here}, d.Docs.Servers...),
		Tags:    d.Docs.Tags,
		Components: &huma.Components{
			Schemas:         huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer),
			SecuritySchemes: d.Docs.Security,
		},
	}
}

// document completes op: its limits, its body, and every answer it can give
// with body and headers. Huma would document an error model that no dialect
// sends, and sets neither limit for raw bodies.
func document(a *API, op huma.Operation, plan operationPlan) huma.Operation {
	op.Metadata = map[string]any{dialectKey: a}
	op.SkipValidateBody = true
	op.SkipValidateParams = true
	op.MaxBodyBytes = maxBody + 1 // huma refuses a body of exactly this size
	op.BodyReadTimeout = bodyTime
	if plan.docs.Addition {
		op.Description += additionText
		op.Extensions = maps.Clone(op.Extensions)
		if op.Extensions == nil {
			op.Extensions = map[string]any{}
		}
		op.Extensions[additionKey] = true
	}
	schemas := a.huma.OpenAPI().Components.Schemas
	op.RequestBody = &huma.RequestBody{Required: true, Content: contentOf(schemas, plan.media, plan.request, plan.docs.Request)}
	op.Responses = map[string]*huma.Response{}
	all := maps.Clone(a.dialect.Models)
	maps.Copy(all, plan.models)
	maps.DeleteFunc(all, func(_ int, model any) bool { return model == any(Never{}) })
	for _, status := range slices.Sorted(maps.Keys(all)) {
		op.Responses[strconv.Itoa(status)] = response(a, plan, status, all[status])
	}
	return op
}

// response documents the answers of one status; a nil model has no body.
func response(a *API, plan operationPlan, status int, model any) *huma.Response {
	docs := a.dialect.Docs.Answers[status].over(plan.docs.Answers[status])
	text := cmp.Or(docs.Text, http.StatusText(status)+".")
	if docs.Addition {
		text += additionText
	}
	_, own := plan.models[status]
	r := &huma.Response{Description: text, Headers: responseHeaders(a.dialect, status, own), Extensions: additionMark(docs.Addition)}
	maps.Copy(r.Headers, docs.Headers)
	if model != nil {
		r.Content = contentOf(a.huma.OpenAPI().Components.Schemas, jsonMedia, model, docs.Examples)
	}
	return r
}

func contentOf(schemas huma.Registry, media string, model any, examples []Example) map[string]*huma.MediaType {
	return map[string]*huma.MediaType{
		media: {Schema: schemas.Schema(reflect.TypeOf(model), true, ""), Examples: documented(examples)},
	}
}

// responseHeaders are what the pipeline puts on an answer. The budget is not
// asked about calls that it refuses first, unless the operation itself gives
// such an answer.
func responseHeaders(d Dialect, status int, own bool) map[string]*huma.Param {
	headers := map[string]*huma.Param{"X-Request-Id": requestIDHeader()}
	first := status == http.StatusUnauthorized || status == http.StatusNotFound || status == http.StatusMethodNotAllowed
	if d.ShowBudget && (own || !first) {
		left := max(0, d.Budget.Rule.Limit-3) // as in the published example
		if status == http.StatusTooManyRequests {
			left = 0
		}
		headers[limitHeader] = headerOf(huma.TypeInteger, "How many calls a caller may make in a minute.", d.Budget.Rule.Limit)
		headers[remainingHeader] = headerOf(huma.TypeInteger, "How many of them are left until the minute is over.", left)
	}
	switch status {
	case http.StatusTooManyRequests:
		headers["Retry-After"] = headerOf(huma.TypeInteger, "In how many seconds the budget is full again.", 60)
	case http.StatusServiceUnavailable:
		headers["Retry-After"] = headerOf(huma.TypeInteger, "In how many seconds to try again.", 1)
	case http.StatusMethodNotAllowed:
		headers["Allow"] = headerOf(huma.TypeString, "The methods that are taken.", http.MethodPost)
	}
	return headers
}

func requestIDHeader() *huma.Param {
	id := headerOf(huma.TypeString, "Names this call in the server's log."+additionText, "5f0c8b1d2e3a4f596877")
	id.Extensions = additionMark(true)
	return id
}

// headerOf documents a header that is on every answer of its status.
func headerOf(kind, description string, example any) *huma.Param {
	return &huma.Param{Description: description, Required: true, Schema: &huma.Schema{Type: kind}, Example: example}
}
