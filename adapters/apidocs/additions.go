package apidocs

import (
	"maps"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// additionKey marks what a published API does not have.
const additionKey = "x-latchkey-addition"

// addAdditions shows the operations that latchkey added to a published API among
// its own, too, under the path that they have on this server.
func (b *extras) addAdditions(document, published *huma.OpenAPI) {
	base := strings.TrimSuffix(published.Servers[0].URL, "/") // this server
	for path, item := range published.Paths {
		if op := item.Post; op != nil && op.Extensions[additionKey] == true {
			own := *op // its samples are its own
			document.Paths[base+path] = &huma.PathItem{Post: &own}
			b.addWhatItNames(document, published, op)
		}
	}
}

// addWhatItNames adds the tags, the ways to say who one is and the schemas that
// op refers to.
func (b *extras) addWhatItNames(document, published *huma.OpenAPI, op *huma.Operation) {
	for _, tag := range published.Tags {
		if slices.Contains(op.Tags, tag.Name) && !slices.Contains(document.Tags, tag) {
			document.Tags = append([]*huma.Tag{tag}, document.Tags...)
		}
	}
	for _, way := range op.Security {
		for name := range maps.Keys(way) {
			b.security[name] = published.Components.SecuritySchemes[name]
		}
	}
	bodies := []map[string]*huma.MediaType{op.RequestBody.Content}
	for _, answer := range op.Responses {
		bodies = append(bodies, answer.Content)
	}
	for _, body := range bodies {
		for _, media := range body {
			b.schemas.Schema(published.Components.Schemas.TypeFromRef(media.Schema.Ref), true, "")
		}
	}
}
