package httpapi

import (
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

// document completes op: its limits, its body, and every answer it can give
// with body and headers. Huma would document an error model that no dialect
// sends, and sets neither limit for raw bodies.
func document(a *API, op huma.Operation, request any, models map[int]any) huma.Operation {
	op.Metadata = map[string]any{dialectKey: a}
	op.SkipValidateBody = true
	op.SkipValidateParams = true
	op.MaxBodyBytes = maxBody + 1 // huma refuses a body of exactly this size
	op.BodyReadTimeout = bodyTime
	schemas := a.huma.OpenAPI().Components.Schemas
	op.RequestBody = &huma.RequestBody{Required: true, Content: jsonContent(schemas, request)}
	op.Responses = map[string]*huma.Response{}
	all := maps.Clone(a.dialect.Models)
	maps.Copy(all, models)
	for _, status := range slices.Sorted(maps.Keys(all)) {
		response := &huma.Response{Description: http.StatusText(status), Headers: responseHeaders(a.dialect, status)}
		if all[status] != nil {
			response.Content = jsonContent(schemas, all[status])
		}
		op.Responses[strconv.Itoa(status)] = response
	}
	return op
}

func jsonContent(schemas huma.Registry, model any) map[string]*huma.MediaType {
	return map[string]*huma.MediaType{
		"application/json": {Schema: schemas.Schema(reflect.TypeOf(model), true, "")},
	}
}

func responseHeaders(d Dialect, status int) map[string]*huma.Param {
	headers := map[string]*huma.Param{
		"X-Request-Id": headerOf(huma.TypeString, "Names this request in the server's log."),
	}
	if d.ShowBudget {
		headers[limitHeader] = headerOf(huma.TypeInteger, "How many calls a caller may make in a minute.")
		headers[remainingHeader] = headerOf(huma.TypeInteger, "How many of them are left.")
	}
	if status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable {
		headers["Retry-After"] = headerOf(huma.TypeInteger, "How many seconds to wait before the next call.")
	}
	return headers
}

func headerOf(kind, description string) *huma.Param {
	return &huma.Param{Description: description, Schema: &huma.Schema{Type: kind}}
}
