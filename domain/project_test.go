package domain_test

import (
	"testing"

	"pgregory.net/rapid"

	"latchkey/domain"
)

func TestParseOrigin(t *testing.T) {
	vectors := readVectors(t, "testdata/origins.txt")
	vectors = append(vectors, vector{fields: []string{""}})
	for _, v := range vectors {
		text := v.fields[0]
		got, err := domain.ParseOrigin(text)
		if len(v.fields) == 1 {
			if !isProblem(err, domain.Problem{Kind: domain.Invalid, Field: "origin", Reason: domain.Malformed}) || got != "" {
				t.Errorf("line %d: ParseOrigin(%q) = %q, %v; want it refused", v.line, text, got, err)
			}
			continue
		}
		want := domain.Origin(v.fields[1])
		if want == "=" {
			want = domain.Origin(text)
		}
		if err != nil || got != want {
			t.Errorf("line %d: ParseOrigin(%q) = %q, %v; want %q", v.line, text, got, err, want)
		}
	}
	if len(vectors) < 60 {
		t.Errorf("%d origins, want 60 at least", len(vectors))
	}
}

// TestParseOriginEveryOctet puts every octet into a host name.
func TestParseOriginEveryOctet(t *testing.T) {
	for c := range 256 {
		text := "https://sh" + string([]byte{byte(c)}) + "op.example"
		got, err := domain.ParseOrigin(text)
		lower := byte(c)
		if 'A' <= lower && lower <= 'Z' {
			lower += 'a' - 'A'
		}
		allowed := 'a' <= lower && lower <= 'z' || '0' <= lower && lower <= '9' || lower == '-' || lower == '.' || lower == '_'
		if !allowed && err == nil {
			t.Errorf("ParseOrigin(%q) = %q, want it refused", text, got)
		}
		if want := domain.Origin("https://sh" + string([]byte{lower}) + "op.example"); allowed && got != want {
			t.Errorf("ParseOrigin(%q) = %q, %v; want %q", text, got, err, want)
		}
	}
}

func TestParseOriginIsIdempotent(t *testing.T) {
	texts := rapid.OneOf(
		rapid.StringMatching(`https?://[a-zA-Z0-9.-]{1,12}(:[0-9]{0,5})?`),
		rapid.StringMatching(`https?://\[[0-9a-fA-F:]{2,12}\](:[0-9]{0,5})?`),
		rapid.StringMatching(`(https?:)?/{0,3}[a-c.:@/\\?#*%\[\] ]{0,9}`),
		rapid.String(),
	)
	rapid.Check(t, func(t *rapid.T) {
		text := texts.Draw(t, "text")
		origin, err := domain.ParseOrigin(text)
		if err != nil {
			return
		}
		if again, err := domain.ParseOrigin(string(origin)); err != nil || again != origin {
			t.Fatalf("ParseOrigin(%q) = %q, but that is read as %q, %v", text, origin, again, err)
		}
	})
}

func TestProjectAllowsOrigin(t *testing.T) {
	project := domain.Project{Origins: []domain.Origin{"https://shop.example", "http://localhost:3000"}}
	allowed := []domain.Origin{"https://shop.example", "http://localhost:3000"}
	refused := []domain.Origin{
		"", "null", "*", "https://", "shop.example",
		"http://shop.example", "https://shop.example:443", "https://shop.example:8443", "https://shop.example/", "https://Shop.example",
		"https://www.shop.example", "https://evilshop.example", "https://shop.example.evil", "https://shop.exampl", "https://shopXexample",
		" https://shop.example", "https://shop.example ", "https://shop.example,http://localhost:3000", "http://localhost", "http://localhost:30000",
	}
	for _, origin := range allowed {
		if !project.AllowsOrigin(origin) {
			t.Errorf("AllowsOrigin(%q) = false, want true", origin)
		}
	}
	for _, origin := range refused {
		if project.AllowsOrigin(origin) {
			t.Errorf("AllowsOrigin(%q) = true, want false", origin)
		}
	}
	if (domain.Project{}).AllowsOrigin("") || (domain.Project{}).AllowsOrigin("https://shop.example") {
		t.Error("a project without origins allows one")
	}
}

func TestProjectID(t *testing.T) {
	for id, want := range map[domain.ProjectID]string{1: "1", 10: "10", 1<<63 - 1: "9223372036854775807", 0: "0", -7: "-7"} {
		if got := id.String(); got != want {
			t.Errorf("String = %s, want %s", got, want)
		}
	}
}
