package httpapi_test

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestDocumentHoldsOurErrorsOnly(t *testing.T) {
	y := newToy(t)
	document, err := json.Marshal(y.api.OpenAPI())
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(document), "ErrorModel") || strings.Contains(string(document), "$schema") || strings.Contains(string(document), "binary") {
		t.Errorf("huma's own models are in it: %s", document)
	}
	op := y.api.OpenAPI().Paths["/v1/echo"].Post
	if op.MaxBodyBytes != 16<<10+1 || op.BodyReadTimeout.Seconds() != 5 || !op.RequestBody.Required {
		t.Errorf("limits: %d bytes in %s", op.MaxBodyBytes, op.BodyReadTimeout)
	}
	if ref := op.RequestBody.Content["application/json"].Schema.Ref; ref != "#/components/schemas/ToyBody" {
		t.Errorf("the body is documented as %q", ref)
	}
	if op.Responses["429"].Headers["Retry-After"] == nil || op.Responses["200"].Headers["X-RateLimit-Remaining"] == nil || op.Responses["200"].Content != nil || len(op.Responses) != 2 {
		t.Errorf("answers: %v", op.Responses)
	}
}
