package apidocs

import (
	"encoding/json"

	"github.com/danielgtaylor/huma/v2"
)

// downgrade returns the document as OpenAPI 3.0, which ignores what stands
// beside a reference: there it has to stand around it.
func downgrade(document *huma.OpenAPI) ([]byte, error) {
	older, err := document.Downgrade()
	if err != nil {
		return nil, err
	}
	var tree any
	if err := json.Unmarshal(older, &tree); err != nil {
		return nil, err
	}
	wrapReferences(tree)
	return json.Marshal(tree)
}

func wrapReferences(tree any) {
	switch node := tree.(type) {
	case map[string]any:
		if reference, ok := node["$ref"].(string); ok && len(node) > 1 {
			delete(node, "$ref")
			node["allOf"] = []any{map[string]any{"$ref": reference}}
		}
		for _, inner := range node {
			wrapReferences(inner)
		}
	case []any:
		for _, inner := range node {
			wrapReferences(inner)
		}
	}
}
