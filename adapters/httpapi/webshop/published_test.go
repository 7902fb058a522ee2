package webshop_test

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestDocumentHasWhatIsPublished has a row for each fact of the published page:
// where it is in the document, and its value as JSON.
func TestDocumentHasWhatIsPublished(t *testing.T) {
	const (
		op       = "paths /services/webshop/v1/customer/auth/password/forgot post "
		reset    = "paths /services/webshop/v1/customer/auth/password/reset post "
		body     = "components schemas ForgotBody "
		limit    = " headers X-RateLimit-Limit "
		left     = " headers X-RateLimit-Remaining "
		jsonBody = " content application/json schema $ref"
	)
	document := asMap(t)
	for _, row := range [][2]string{
		{"info title", `"E-commerce API"`},
		{"servers 0 url", `"/api"`}, {"servers 1 url", `"https://api.wemasy.nl/api"`},
		{op + "summary", `"Request password reset"`}, {op + "tags", `["Public"]`}, {reset + "tags", `["Public"]`},
		{op + "security", `[{"api_token":[]},{}]`}, {"components securitySchemes api_token scheme", `"bearer"`},
		{op + "requestBody required", `true`}, {op + "requestBody content application/json schema $ref", `"#/components/schemas/ForgotBody"`},
		{op + "requestBody content application/json examples customer value", `{"email":"jane@example.com","project_id":1}`},
		{body + "required", `["project_id","email"]`},
		{body + "properties project_id type", `"integer"`}, {body + "properties project_id examples", `[1]`},
		{body + "properties email type", `"string"`}, {body + "properties email format", `"email"`},
		{body + "properties email maxLength", `191`}, {body + "properties email examples", `["jane@example.com"]`},
		{op + "responses 200" + limit + "schema type", `"integer"`}, {op + "responses 200" + limit + "example", `60`},
		{op + "responses 200" + left + "schema type", `"integer"`}, {op + "responses 200" + left + "example", `57`},
		{op + "responses 429" + limit + "schema type", `"integer"`}, {op + "responses 429" + left + "schema type", `"integer"`},
		{op + "responses 429 headers Retry-After schema type", `"integer"`}, {op + "responses 429 headers Retry-After example", `60`},
		{op + "responses 200" + jsonBody, `"#/components/schemas/MessageAnswer"`},
		{op + "responses 422" + jsonBody, `"#/components/schemas/ValidationAnswer"`},
		{op + "responses 429" + jsonBody, `"#/components/schemas/LimitedAnswer"`},
		{"components schemas MessageAnswer properties error type", `"boolean"`},
		{"components schemas MessageAnswer properties message type", `"string"`},
		{"components schemas MessageAnswer properties data type", `"array"`}, {"components schemas MessageAnswer properties data items type", `"string"`},
		{"components schemas ValidationAnswer properties message type", `"string"`}, {"components schemas ValidationAnswer properties errors type", `"object"`},
		{"components schemas LimitedAnswer properties error type", `"boolean"`}, {"components schemas LimitedAnswer properties message type", `"string"`},
		{op + "responses 200 x-latchkey-addition", `null`}, {op + "responses 422 x-latchkey-addition", `null`}, {op + "responses 429 x-latchkey-addition", `null`},
		{reset + "responses 400 x-latchkey-addition", `null`}, {op + "x-latchkey-addition", `null`},
		// what is not published says so
		{op + "responses 200 headers X-Request-Id x-latchkey-addition", `true`}, {op + "responses 404 x-latchkey-addition", `true`},
		{op + "responses 503 x-latchkey-addition", `true`}, {"paths /services/webshop/v1/customer/auth/login post x-latchkey-addition", `true`},
	} {
		got, err := json.Marshal(lookUp(document, strings.Fields(row[0])))
		if err != nil || string(got) != row[1] {
			t.Errorf("%s: got %s, want %s", row[0], got, row[1])
		}
	}
}

func asMap(t *testing.T) any {
	t.Helper()
	text, err := json.Marshal(documentOf())
	if err != nil {
		t.Fatal(err)
	}
	var document any
	if err := json.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	return document
}

// lookUp follows names and indexes; what is not there is nil.
func lookUp(value any, steps []string) any {
	for _, step := range steps {
		switch inner := value.(type) {
		case map[string]any:
			value = inner[step]
		case []any:
			value = nil
			if i := int(step[0] - '0'); i < len(inner) {
				value = inner[i]
			}
		default:
			return nil
		}
	}
	return value
}
