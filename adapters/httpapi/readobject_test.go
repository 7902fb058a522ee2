package httpapi_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode"

	"latchkey/adapters/httpapi"
)

var known = []httpapi.Field{
	{Name: "project_id"}, {Name: "email"}, {Name: "token"},
	{Name: "device_info", Inside: []httpapi.Field{{Name: "ip_address"}, {Name: "user_agent"}}},
}

func TestReadObjectKeepsWhatWasSent(t *testing.T) {
	object, err := httpapi.ReadObject([]byte(` {"project_id":1e0,"email":"j\u0061ne\n\ud83d\ude00","x":[1,[2],{}],"token":null,
		"device_info":{"ip_address":"::1","more":{"deep":true}},"e\u006dpty":{},"o":false}`), known)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	var list func(prefix string, o httpapi.Object)
	list = func(prefix string, o httpapi.Object) {
		for _, m := range o {
			got = append(got, fmt.Sprintf("%s%s %v %c %q %d", prefix, m.Name, m.Known, m.Value.Kind, m.Value.Text, m.Value.Len))
			list(prefix+m.Name+".", m.Value.Members)
		}
	}
	list("", object)
	want := []string{
		`project_id true 0 "1e0" 0`, `email true " "jane\n😀" 0`, `x false [ "" 3`, `token true n "" 0`,
		`device_info true { "" 2`, `device_info.ip_address true " "::1" 0`, `device_info.more false { "" 1`,
		`device_info.more.deep false t "" 0`, `empty false { "" 0`, `o false f "" 0`,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if v := object.Get("nothing"); v.Kind != 0 {
		t.Errorf("a value for nothing: %v", v)
	}
}

func TestReadObjectRefuses(t *testing.T) {
	tests := []struct {
		body string
		want httpapi.BodyError
	}{
		{``, httpapi.NotJSON}, {`{`, httpapi.NotJSON}, {`{}}`, httpapi.NotJSON}, {`{} {}`, httpapi.NotJSON}, {`{"a":1,}`, httpapi.NotJSON},
		{`{"a"}`, httpapi.NotJSON}, {`{1:1}`, httpapi.NotJSON}, {`{"a":tru}`, httpapi.NotJSON}, {`{"a":"\ud800"}`, httpapi.NotJSON},
		{`[]`, httpapi.NotObject}, {`"x"`, httpapi.NotObject}, {`1`, httpapi.NotObject}, {`null`, httpapi.NotObject},
		{`{"a":1,"a":1}`, httpapi.RepeatedName}, {`{"a":1,"\u0061":1}`, httpapi.RepeatedName}, {`{"a":[{"b":1,"b":2}]}`, httpapi.RepeatedName},
		{`{"a":1,"A":1}`, httpapi.LookalikeName}, {`{"Email":1}`, httpapi.LookalikeName}, {`{"to\u212Aen":1}`, httpapi.LookalikeName},
		{`{"device_info":{"IP_address":1}}`, httpapi.LookalikeName}, {`{"device_\u0131nfo":1}`, ""}, {`{"IP_address":1,"x":{"Email":1}}`, ""},
		{`{"u\u017Fer_agent":1}`, ""}, {`{"device_info":{"u\u017Fer_agent":1}}`, httpapi.LookalikeName},
		{"{\"a\":\"\xff\"}", httpapi.BadText}, {"\xef\xbb", httpapi.BadText}, {`{"a\u0000":1}`, httpapi.BadText}, {`{"a":[["\u0000"]]}`, httpapi.BadText},
		{strings.Repeat(`{"a":`, 8) + "1" + strings.Repeat("}", 8), ""}, {strings.Repeat(`{"a":`, 9) + "1" + strings.Repeat("}", 9), httpapi.TooDeep},
		{`{"a":` + strings.Repeat("[", 8), httpapi.TooDeep}, {"{" + members(32) + "}", ""}, {"{" + members(33) + "}", httpapi.TooManyNames},
	}
	for _, test := range tests {
		_, err := httpapi.ReadObject([]byte(test.body), known)
		var got httpapi.BodyError
		if err != nil && !errors.As(err, &got) || got != test.want {
			t.Errorf("%.80q: got %v, want %q", test.body, err, test.want)
		}
	}
}

func members(count int) string {
	var all []string
	for i := range count {
		all = append(all, fmt.Sprintf(`"n%d":[]`, i))
	}
	return strings.Join(all, ",")
}

// TestNoRuneFoldsOntoAKnownName puts every code point that folds to another
// one in the place of every letter of a known name.
func TestNoRuneFoldsOntoAKnownName(t *testing.T) {
	tried := 0
	for r := rune(0); r <= unicode.MaxRune; r++ {
		for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
			if other >= 'a' && other <= 'z' && strings.ContainsRune("token", other) {
				name := strings.Replace("token", string(other), string(r), 1)
				_, err := httpapi.ReadObject([]byte(`{"`+name+`":1}`), known)
				if !errors.Is(err, httpapi.LookalikeName) {
					t.Errorf("%q: %v", name, err)
				}
				tried++
			}
		}
	}
	if tried < 6 { // T, O, K, E, N and the Kelvin sign
		t.Errorf("only %d spellings tried", tried)
	}
}

// FuzzStrictJSON: what is accepted is JSON to another parser too, which finds
// the same names; what is refused is refused with one of our reasons.
func FuzzStrictJSON(f *testing.F) {
	for _, seed := range []string{`{}`, `{"email":"a"}`, `{"a":{"b":[1,2.5e3,"\u0041",null]}}`, `{"a":1,"A":2}`, `[`, "{\"\xff\":1}", `{"a":"\ud800\udc00"}`, `{"token":{}} `} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		object, err := httpapi.ReadObject(body, known)
		if err != nil {
			var reason httpapi.BodyError
			if !errors.As(err, &reason) || object != nil {
				t.Fatalf("%v with %v", err, object)
			}
			if reason == httpapi.NotJSON && json.Valid(body) && !strings.Contains(strings.ToLower(string(body)), `\ud`) {
				t.Fatalf("%q is JSON", body)
			}
			return
		}
		var second map[string]json.RawMessage
		if err := json.Unmarshal(body, &second); err != nil {
			t.Fatalf("%q: %v", body, err)
		}
		if len(second) != len(object) {
			t.Fatalf("%q: %d members, another parser finds %d", body, len(object), len(second))
		}
		for _, m := range object {
			if value, ok := second[m.Name]; !ok || m.Value.Kind == '"' && !sameText(value, m.Value.Text) {
				t.Fatalf("%q: %q differs from %s", body, m.Name, value)
			}
		}
	})
}

func sameText(value json.RawMessage, text string) bool {
	var second string
	return json.Unmarshal(value, &second) == nil && second == text
}

func BenchmarkReadObject(b *testing.B) {
	body := []byte(`{"project_id":1,"email":"jane@example.com"}`)
	fields := known[:2]
	b.ReportAllocs()
	for b.Loop() {
		if _, err := httpapi.ReadObject(body, fields); err != nil {
			b.Fatal(err)
		}
	}
}
