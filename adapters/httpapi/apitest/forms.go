package apitest

import (
	"encoding/json"
	"errors"
	"maps"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
)

// oddFormValues are given to any field of a form now and then.
var oddFormValues = []string{"", "+", "%00", "%ff", "%zz", "%2", "x", "=", "null", ";x=1", "%C3%BC", strings.Repeat("x", 2000)}

// form makes a form of the operation's fields, mostly good ones, and now and
// then something that is none.
func (a Agreement) form(r *rand.Rand) string {
	fields := slices.Sorted(maps.Keys(a.Values))
	var pairs []string
	for _, field := range fields {
		switch r.IntN(24) {
		case 0: // left out
		case 1:
			pairs = append(pairs, field+"="+pick(r, oddFormValues))
		case 2:
			pairs = append(pairs, strings.ToUpper(field)+"="+a.value(r, field))
		case 3: // another spelling of the same
			pairs = append(pairs, strings.ReplaceAll(field, "_", "%5F")+"="+a.value(r, field))
		default:
			pairs = append(pairs, field+"="+a.value(r, field))
		}
	}
	if r.IntN(8) == 0 {
		field := pick(r, fields)
		pairs = append(pairs, pick(r, []string{
			field + "=" + a.value(r, field), "x=1", "x=1&x=2", "x", "", "=", "x=%00", "x=%ff", "x=%zz", "x;y", manyPairs(33),
		}))
	}
	r.Shuffle(len(pairs), func(i, j int) { pairs[i], pairs[j] = pairs[j], pairs[i] })
	return strings.Join(pairs, "&")
}

func manyPairs(count int) string {
	return strings.NewReplacer(`"`, "", ":", "=", ",", "&").Replace(manyNames(count))
}

// readJSON reads as a standard parser does, without any rules of ours, and so
// does readForm.
func readJSON(body string) (value any, err error) {
	if !json.Valid([]byte(body)) {
		return nil, errors.New("not JSON")
	}
	err = json.Unmarshal([]byte(body), &value)
	return value, err
}

func readForm(body string) (any, error) {
	values, err := url.ParseQuery(body)
	if err != nil {
		return nil, err
	}
	fields := map[string]any{}
	for name, all := range values {
		fields[name] = all[0]
	}
	return fields, nil
}

// formOf writes the fields that an example shows as a form.
func formOf(example []byte) string {
	var fields map[string]string
	if json.Unmarshal(example, &fields) != nil {
		return ""
	}
	values := url.Values{}
	for name, value := range fields {
		values.Set(name, value)
	}
	return values.Encode()
}
