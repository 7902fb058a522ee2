package httpapi_test

import (
	"errors"
	"strings"
	"testing"

	"latchkey/adapters/httpapi"
)

func TestReadClosedObject(t *testing.T) {
	for body, want := range map[string]string{ // the path, "-" for none of the sort
		`{}`: "-", `{"email":1,"device_info":{"ip_address":1}}`: "-", `{"email":[{"x":1}]}`: "-",
		`{"x":1}`: "x", `{"b":1,"a":1}`: "b", `{"email":1,"device_info":{"a":1,"b":2},"c":3}`: "device_info.a", `{"c":3,"device_info":{"a":1}}`: "c",
		`{"EMAIL":1}`: "EMAIL", `{"email":1,"Email":1}`: "Email", `{"device_info":{"IP_address":{"x":1}}}`: "device_info.IP_address",
		`{"email":{"x":1}}`: "email.x", `{"x-Y_9":{"z":1}}`: "x-Y_9", `{"` + strings.Repeat("n", 64) + `":1}`: strings.Repeat("n", 64),
		`{"` + strings.Repeat("n", 65) + `":1}`: "", `{"":1}`: "", `{"a b":1}`: "", `{"<b>":1}`: "", `{"\u212A":1}`: "", `{"device_info":{"\n":1}}`: "device_info",
		`{"a.b":1}`: "", `{"device_info":{"a@b.nl":1}}`: "device_info", `{"k":1,"\u212A":1}`: "k",
	} {
		_, err := httpapi.ReadClosedObject([]byte(body), known)
		var unknown httpapi.UnknownName
		if found := errors.As(err, &unknown); found != (want != "-") || found && unknown.Path != want {
			t.Errorf("%s: got %q, %v, want %q", body, unknown.Path, err, want)
		}
		if len(unknown.Path) > 1 && strings.Contains(err.Error(), unknown.Path) {
			t.Errorf("%s: the error shows the name: %v", body, err)
		}
	}
	for body, want := range map[string]httpapi.BodyError{
		`{"x":1,`: httpapi.NotJSON, `[]`: httpapi.NotObject, `{"x":1,"x":2}`: httpapi.RepeatedName, `{"x":"` + "\xff" + `"}`: httpapi.BadText,
		`{"x":` + strings.Repeat("[", 9): httpapi.TooDeep, "{" + members(33) + "}": httpapi.TooManyNames,
	} {
		_, err := httpapi.ReadClosedObject([]byte(body), known)
		var got httpapi.BodyError
		if !errors.As(err, &got) || got != want || !strings.HasSuffix(got.Text(), ".") {
			t.Errorf("%.40q: got %v, want %q", body, err, want)
		}
	}
}
