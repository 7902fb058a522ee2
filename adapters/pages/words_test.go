package pages_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"latchkey/adapters/pages"
	"latchkey/domain"
)

// sameAsEnglish lists the words that are right although English has them, too.
var sameAsEnglish = map[string]bool{
	"nl.AccountLabel": true, "de.ShopLabel": true, "fr.Minute.One": true, "fr.Minute.Many": true,
	"nl.Direction": true, "sv.Direction": true, "de.Direction": true, "fr.Direction": true, "es.Direction": true,
}

// TestEveryLanguageHasAllTheWords fails if a translation is missing, is still
// English, or has lost the gap for a name or a number.
func TestEveryLanguageHasAllTheWords(t *testing.T) {
	english := texts(reflect.ValueOf(pages.Catalogue(domain.English)))
	if len(english) < 100 {
		t.Fatalf("found only %d texts, so this test proves too little", len(english))
	}
	for _, language := range domain.Languages() {
		own := texts(reflect.ValueOf(pages.Catalogue(language)))
		for where, want := range english {
			got, name := own[where], string(language)+where
			switch {
			case got == "":
				t.Errorf("%s is missing", name)
			case language != domain.English && got == want && !sameAsEnglish[name]:
				t.Errorf("%s is still English: %q", name, got)
			case strings.Count(got, "{}") != strings.Count(want, "{}"):
				t.Errorf("%s: got %q, want as many gaps as in %q", name, got, want)
			case got != strings.TrimSpace(got) || strings.Contains(got, "  "):
				t.Errorf("%s has stray spaces: %q", name, got)
			case lastOf(got) != lastOf(want):
				t.Errorf("%s: got %q, want it to end as %q does", name, got, want)
			}
		}
		if len(own) != len(english) {
			t.Errorf("%s: got %d texts, want %d", language, len(own), len(english))
		}
		if got := own[".Direction"]; got != "ltr" && got != "rtl" {
			t.Errorf("%s: direction: got %q", language, got)
		}
	}
}

// lastOf tells a sentence from a label.
func lastOf(text string) string {
	if last := text[len(text)-1:]; strings.Contains(".?:", last) {
		return last
	}
	return ""
}

// texts returns all strings in v by where they are.
func texts(v reflect.Value) map[string]string {
	all := map[string]string{}
	var walk func(where string, v reflect.Value)
	walk = func(where string, v reflect.Value) {
		switch v.Kind() {
		case reflect.String:
			all[where] = v.String()
		case reflect.Struct:
			for i := range v.NumField() {
				walk(where+"."+v.Type().Field(i).Name, v.Field(i))
			}
		case reflect.Slice, reflect.Array:
			for i := range v.Len() {
				walk(fmt.Sprintf("%s.%d", where, i), v.Index(i))
			}
		default:
			panic("no text is a " + v.Kind().String())
		}
	}
	walk("", v)
	return all
}
