package apidocs_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"latchkey/adapters/apidocs"
)

var update = flag.Bool("update", false, "write the golden files anew")

// samplesOf returns all samples of a document as one text.
func samplesOf(t *testing.T, c apidocs.Config, name string) string {
	t.Helper()
	var document struct {
		Paths map[string]map[string]struct {
			Samples []struct{ Lang, Label, Source string } `json:"x-codeSamples"`
		}
	}
	if err := json.Unmarshal(get(newDocs(t, c), "GET", "/docs/"+name+"/openapi.json").Body.Bytes(), &document); err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, path := range []string{"/open", "/closed", "/form", "/mails/{id}"} {
		for _, method := range []string{"get", "post", "delete"} {
			for _, s := range document.Paths[path][method].Samples {
				all.WriteString("== " + method + " " + path + " " + s.Lang + " (" + s.Label + ")\n" + s.Source + "\n")
			}
		}
	}
	return all.String()
}

func TestSamplesAreGolden(t *testing.T) {
	got := samplesOf(t, config(), "alpha")
	golden := filepath.Join("testdata", "samples.txt")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("samples have changed; if they are meant to, run go test -update and read the difference. Now:\n%s", got)
	}
}

func TestSamplesCallThisServerIfItsAddressIsKnown(t *testing.T) {
	for _, test := range []struct{ name, base, want string }{
		{"alpha", "http://this.example", "'http://this.example/a/open'"},
		{"alpha", "", "'https://published.example/a/open'"},
		{"beta", "http://this.example", "'http://this.example/open'"},
		{"beta", "", "'/open'"},
	} {
		c := config()
		c.BaseURL = test.base
		if got := samplesOf(t, c, test.name); !strings.Contains(got, test.want) {
			t.Errorf("%s with base %q does not call %s", test.name, test.base, test.want)
		}
	}
}

func TestOperationWithoutExampleHasNoSamples(t *testing.T) {
	c := config()
	c.Documents[0].OpenAPI.Paths["/open"].Post.RequestBody.Content["application/json"].Examples = nil
	if got := samplesOf(t, c, "alpha"); strings.Contains(got, "/open") || !strings.Contains(got, "/closed") {
		t.Errorf("got %s", got)
	}
}
