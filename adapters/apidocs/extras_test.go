package apidocs_test

import (
	"encoding/json"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"latchkey/adapters/apidocs"
)

// TestExamplesOfTheExtrasFitTheirSchemas: the document is written by hand, and
// its schemas leave no room for what they do not name.
func TestExamplesOfTheExtrasFitTheirSchemas(t *testing.T) {
	document := apidocs.Extras(true)
	checked := 0
	for path, item := range document.Paths {
		for status, answer := range item.Get.Responses {
			for _, content := range answer.Content {
				for name, example := range content.Examples {
					var value any
					if err := json.Unmarshal(example.Value.(json.RawMessage), &value); err != nil {
						t.Fatal(err)
					}
					var result huma.ValidateResult
					huma.Validate(document.Components.Schemas, content.Schema, huma.NewPathBuffer(nil, 0), huma.ModeReadFromServer, value, &result)
					for _, err := range result.Errors {
						t.Errorf("%s %s %s: %v", path, status, name, err)
					}
					checked++
				}
			}
		}
	}
	if checked < 7 {
		t.Errorf("only %d examples were looked at", checked)
	}
}
