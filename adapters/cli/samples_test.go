package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// programs run samples, by language.
var programs = map[string]struct{ program, file string }{
	"shell": {"sh", "sample.sh"}, "javascript": {"node", "sample.js"}, "php": {"php", "sample.php"}, "python": {"python3", "sample.py"},
}

// sampleStory is the order in which samples are run, and what is put in place
// of what is a caller's own in them: tokens, ids and its own address.
var sampleStory = []struct {
	operation string
	own       func(*testing.T, *running, string) string
}{
	{"isAlive", nil},
	{"isReady", nil},
	{"signIn", nil},
	{"forgotPassword", nil},
	{"listMails", afterMail},
	{"showMail", nil},
	{"resetPassword", mailedToken},
	{"createAccessToken", clientCredentials},
	{"requestPasswordReset", nil},
	{"customRequestPasswordReset", ownPage},
	{"createPasswordReset", nil},
	{"completePasswordReset", mintedCode},
	{"deleteMails", nil},
}

// TestSamplesRunAsTheyAre runs every sample of every document against a demo.
func TestSamplesRunAsTheyAre(t *testing.T) {
	for lang, p := range programs {
		t.Run(lang, func(t *testing.T) {
			needProgram(t, lang, p.program)
			d := newDemo(t, "--webshop-limit", "1000")
			left := operations(t, d)
			for _, step := range sampleStory {
				op, known := left[step.operation]
				delete(left, step.operation)
				if known {
					t.Run(step.operation, func(t *testing.T) { runSample(t, d, lang, op, step.own) })
				}
			}
			for id := range left {
				t.Errorf("nothing runs the sample of %s", id)
			}
		})
	}
}

func needProgram(t *testing.T, lang, program string) {
	t.Helper()
	needed := []string{program}
	if lang == "shell" {
		needed = append(needed, "curl")
	}
	for _, name := range needed {
		if _, err := exec.LookPath(name); err != nil {
			t.Skipf("%s is not installed, so no %s samples were run", name, lang)
		}
	}
	if lang == "php" {
		if modules, err := exec.Command("php", "-m").Output(); err != nil || !bytes.Contains(modules, []byte("curl")) {
			t.Skip("PHP has no curl extension, so no PHP samples were run")
		}
	}
}

func runSample(t *testing.T, d *running, lang string, op operationDocs, own func(*testing.T, *running, string) string) {
	source := ""
	for _, s := range op.Samples {
		if s.Lang == lang {
			source = s.Source
		}
	}
	if !strings.Contains(source, d.BaseURL) {
		t.Fatalf("the sample does not call this server: %s", source)
	}
	source = strings.ReplaceAll(source, "YOUR_API_TOKEN", d.APIToken)
	if own != nil {
		source = own(t, d, source)
	}
	status, body := execute(t, lang, source)
	for documented, response := range op.Responses {
		if documented != strconv.Itoa(status) || status >= 300 {
			continue
		}
		if len(response.Content) == 0 && body == "" {
			return
		}
		for _, example := range response.Content["application/json"].Examples {
			if shapeOf(t, []byte(body)) == shapeOf(t, example.Value) {
				return
			}
		}
	}
	t.Errorf("the sample got %d %s, which is not as documented", status, body)
}

// execute runs a sample and returns the status and the body that it printed.
func execute(t *testing.T, lang, source string) (int, string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), programs[lang].file)
	if err := os.WriteFile(file, []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, programs[lang].program, file)
	cmd.Env = append(os.Environ(), "NO_PROXY=*", "no_proxy=*")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s%s\n%s", err, out, &stderr, source)
	}
	head, body := string(out), ""
	if lang == "shell" { // curl -i prints the whole answer
		head, body, _ = strings.Cut(head, "\r\n\r\n")
		_, head, _ = strings.Cut(head, " ")
	} else {
		head, body, _ = strings.Cut(head, " ")
	}
	status, err := strconv.Atoi(head[:min(3, len(head))])
	if err != nil {
		t.Fatalf("no status in %s", out)
	}
	return status, strings.TrimSpace(body)
}

var varyingText = map[string]bool{
	"id": true, "account_id": true, "confirmation_code": true, "access_token": true, "received_at": true, "subject": true, "text": true, "html": true, "headers": true,
}

// shapeOf writes JSON in one way, without what is different in every demo.
func shapeOf(t *testing.T, text []byte) string {
	t.Helper()
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		t.Errorf("not JSON: %s", text)
	}
	var mask func(any)
	mask = func(value any) {
		switch inner := value.(type) {
		case map[string]any:
			for name := range inner {
				if varyingText[name] {
					inner[name] = fmt.Sprintf("%T", inner[name])
				}
				mask(inner[name])
			}
		case []any:
			for _, item := range inner {
				mask(item)
			}
		}
	}
	mask(value)
	return fmt.Sprint(value)
}

func afterMail(t *testing.T, d *running, source string) string {
	if _, err := waitForMails(d.BaseURL, 1); err != nil {
		t.Fatal(err)
	}
	return source
}

func mailedToken(t *testing.T, d *running, source string) string {
	mail, err := readMail(d.BaseURL, 1, "jane@example.com")
	if err != nil {
		t.Fatal(err)
	}
	token, err := mail.token()
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(source, "3V9K0QJ4T1B8ZP6M2X7RCD5HNE", token)
}

func clientCredentials(_ *testing.T, d *running, source string) string {
	return strings.NewReplacer("YOUR_CLIENT_ID", d.ClientID, "YOUR_CLIENT_SECRET", d.ClientSecret).Replace(source)
}

// ownPage: a link with a secret in it may point to the shop's pages only, and
// the demo's shop is the demo.
func ownPage(_ *testing.T, d *running, source string) string {
	return regexp.MustCompile(`https://[a-z.-]*shop[a-z.-]*`).ReplaceAllString(source, d.BaseURL)
}

var (
	accountID = regexp.MustCompile(`[0-9a-f]{24}`)
	uuidShape = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)
)

func mintedCode(t *testing.T, d *running, source string) string {
	answer, err := exchange(d.BaseURL, []string{"POST", "/external/api/v1/accounts/create_password_reset", `{"email":"li@example.com"}`, d.APIToken})
	if err != nil {
		t.Fatal(err)
	}
	_, body, _ := bytes.Cut(answer, []byte("\n\n"))
	id, code := accountID.Find(body), uuidShape.Find(body)
	if id == nil || code == nil {
		t.Fatalf("no code was minted: %s", answer)
	}
	return accountID.ReplaceAllString(uuidShape.ReplaceAllString(source, string(code)), string(id))
}
