package apidocs

import (
	"bytes"
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-json-experiment/json/jsontext"
)

// sections is the order in which people expect a document to tell things.
var sections = []string{"openapi", "info", "servers", "security", "tags", "paths", "components"}

// pathsFirst is where an order keeps the paths; no schema is called like that.
const pathsFirst = "#/paths"

// order is that of the fields of each schema, as its type declares them, and of
// the paths. Huma writes all names in the order of the alphabet.
type order map[string][]string

func orderOf(document *huma.OpenAPI, first []string) order {
	fields := order{pathsFirst: first}
	if document.Components == nil || document.Components.Schemas == nil {
		return fields
	}
	for name := range document.Components.Schemas.Map() {
		fields[name] = fieldNames(document.Components.Schemas.TypeFromRef("#/components/schemas/" + name))
	}
	return fields
}

// fieldNames returns the names that the fields of a struct have in JSON.
func fieldNames(t reflect.Type) []string {
	if t == nil || t.Kind() != reflect.Struct {
		return nil
	}
	var names []string
	for i := range t.NumField() {
		if name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ","); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// first returns the names that come first in the object at path, in order.
func (o order) first(path []string) []string {
	if len(path) == 0 {
		return sections
	}
	if len(path) == 1 && path[0] == "paths" {
		return o[pathsFirst]
	}
	if len(path) == 4 && path[0] == "components" && path[1] == "schemas" && path[3] == "properties" {
		return o[path[2]]
	}
	return nil
}

// arrange returns value, an object at path, with what has a place in the order
// first.
func (o order) arrange(value jsontext.Value, path ...string) (jsontext.Value, error) {
	names := o.first(path)
	first, rest := make([][]byte, len(names)), [][]byte(nil)
	err := eachMember(value, func(name string, member jsontext.Value) (err error) {
		if member.Kind() == '{' && len(path) < 4 {
			if member, err = o.arrange(member, append(slices.Clone(path), name)...); err != nil {
				return err
			}
		}
		written := append(append([]byte(quoteJSON(name)), ':'), member...)
		if i := slices.Index(names, name); i >= 0 {
			first[i] = written
		} else {
			rest = append(rest, written)
		}
		return nil
	})
	present := slices.DeleteFunc(append(first, rest...), func(member []byte) bool { return member == nil })
	return append(append([]byte{'{'}, bytes.Join(present, []byte{','})...), '}'), err
}
