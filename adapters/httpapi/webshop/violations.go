package webshop

import (
	"net/http"
	"strconv"

	"latchkey/adapters/httpapi"
)

// violations is what is wrong with a body, by field in the operation's own
// order and by rule within a field. It is the error of a 422.
type violations []violation

type violation struct {
	field string
	texts []string
}

// violated is the error of one text under one field.
func violated(field, text string) violations {
	return violations{{field: field, texts: []string{text}}}
}

// Error names the kind of error only.
func (v violations) Error() string { return "fields were refused" }

// add notes one more text, for a field that may have some already.
func (v *violations) add(field, text string) {
	for i := range *v {
		if (*v)[i].field == field {
			(*v)[i].texts = append((*v)[i].texts, text)
			return
		}
	}
	*v = append(*v, violation{field: field, texts: []string{text}})
}

// message is the first text with a count of the others, over all fields.
func (v violations) message() string {
	count := 0
	for i := range v {
		count += len(v[i].texts)
	}
	first := v[0].texts[0]
	switch count {
	case 1:
		return first
	case 2:
		return first + " (and 1 more error)"
	}
	return first + " (and " + strconv.Itoa(count-1) + " more errors)"
}

func (v violations) answer() httpapi.Answer {
	body := httpapi.AppendText([]byte(`{"message":`), v.message())
	body = append(body, `,"errors":{`...)
	for i := range v {
		if i > 0 {
			body = append(body, ',')
		}
		body = append(httpapi.AppendText(body, v[i].field), ":["...)
		for j, text := range v[i].texts {
			if j > 0 {
				body = append(body, ',')
			}
			body = httpapi.AppendText(body, text)
		}
		body = append(body, ']')
	}
	return httpapi.Answer{Status: http.StatusUnprocessableEntity, Body: append(body, "}}"...)}
}
