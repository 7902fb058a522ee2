package cli_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden documents anew")

// goldenBase is the address that golden documents have for the demo's.
const goldenBase = "http://127.0.0.1:8080"

// documented returns the names of the documents that a demo lists.
func documented(t *testing.T, d *running) []string {
	t.Helper()
	var names []string
	for _, found := range regexp.MustCompile(`<h2><a href="/docs/([a-z]+)">`).FindAllStringSubmatch(fetch(t, d.BaseURL+"/docs"), -1) {
		names = append(names, found[1])
	}
	if len(names) == 0 {
		t.Fatal("the first page of the documentation lists no document")
	}
	return names
}

func fetch(t testing.TB, url string) string {
	t.Helper()
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s %v", url, response.Status, err)
	}
	return string(body)
}

func TestDocumentsAreGolden(t *testing.T) {
	d := newDemo(t)
	names := documented(t, d)
	for _, name := range names {
		for _, file := range []string{"openapi.json", "openapi.yaml", "openapi-3.0.json", "openapi-3.0.yaml"} {
			got := strings.ReplaceAll(fetch(t, d.BaseURL+"/docs/"+name+"/"+file), d.BaseURL, goldenBase)
			golden := filepath.Join("testdata", "documents", name, file)
			if *update {
				if err := os.MkdirAll(filepath.Dir(golden), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if want, err := os.ReadFile(golden); err != nil || got != string(want) {
				t.Errorf("%s is not as it was (%v); if it is meant to change, run go test -run Golden -update and read the difference", golden, err)
			}
		}
	}
	folders, err := os.ReadDir(filepath.Join("testdata", "documents"))
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range folders {
		if !slices.Contains(names, folder.Name()) {
			t.Errorf("the demo has no document %s any more", folder.Name())
		}
	}
}

// operationDocs is what the tests read of an operation.
type operationDocs struct {
	ID        string `json:"operationId"`
	Responses map[string]struct {
		Content map[string]struct {
			Examples map[string]struct{ Value json.RawMessage }
		}
	}
	Samples []struct{ Lang, Source string } `json:"x-codeSamples"`
}

// operations returns all documented operations by id.
func operations(t *testing.T, d *running) map[string]operationDocs {
	t.Helper()
	all := map[string]operationDocs{}
	for _, name := range documented(t, d) {
		var document struct {
			Paths map[string]map[string]operationDocs
		}
		if err := json.Unmarshal([]byte(fetch(t, d.BaseURL+"/docs/"+name+"/openapi.json")), &document); err != nil {
			t.Fatal(err)
		}
		for _, item := range document.Paths {
			for _, op := range item {
				all[op.ID] = op
			}
		}
	}
	return all
}

// TestOtherMethodsAreAnsweredAsDocumented holds what is written by hand, of every
// path of latchkey's own, against the program.
func TestOtherMethodsAreAnsweredAsDocumented(t *testing.T) {
	d := newDemo(t)
	var document struct {
		Paths map[string]map[string]struct {
			Responses map[string]struct {
				Headers map[string]struct{ Example any }
				Content map[string]struct {
					Examples map[string]struct{ Value json.RawMessage }
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(fetch(t, d.BaseURL+"/docs/latchkey/openapi.json")), &document); err != nil {
		t.Fatal(err)
	}
	if len(document.Paths) < 5 {
		t.Errorf("only %d paths", len(document.Paths))
	}
	for path, item := range document.Paths {
		request, err := http.NewRequest(http.MethodPatch, d.BaseURL+strings.ReplaceAll(path, "{id}", "1"), nil)
		if err != nil {
			t.Fatal(err)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		for method, op := range item {
			want := op.Responses["405"]
			if example := want.Content["application/json"].Examples["wrong_method"].Value; err != nil || response.StatusCode != 405 || compacted(example) != compacted(body) {
				t.Errorf("%s %s: %s %s, %v, want 405 %s", method, path, response.Status, body, err, example)
			}
			for name, header := range want.Headers {
				if got := response.Header.Get(name); got == "" || name == "Allow" && got != header.Example {
					t.Errorf("%s %s: %s is %q, want such as %v", method, path, name, got, header.Example)
				}
			}
			if len(want.Headers) != 2 {
				t.Errorf("%s %s: headers %v, want two", method, path, want.Headers)
			}
		}
	}
}

// compacted is JSON without the white space around its parts.
func compacted(text []byte) string {
	var compact bytes.Buffer
	_ = json.Compact(&compact, text) // what is no JSON compares as nothing
	return compact.String()
}
