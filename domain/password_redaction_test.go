package domain_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"latchkey/domain"
)

func TestPasswordRedaction(t *testing.T) {
	checkRedacted(t, mustPassword(t, "Victim's horse"), "[password]", victims())
	checkRedacted(t, domain.Password{}, "[password]", nil)
}

// victims returns what a printed password would have in it.
func victims() []string {
	return []string{"Victim", "victim", "horse", "566963746d", "566963746D", "56 69 63", "0x56 0x69", "0x56, 0x69", "86 105", "VmljdGlt"}
}

func TestPasswordHashRedaction(t *testing.T) {
	h := domain.PasswordHash("Victim's horse")
	type exported struct{ H domain.PasswordHash }
	for _, value := range []any{h, &h, exported{h}, &exported{h}, []domain.PasswordHash{h}, domain.Account{PasswordHash: h}} {
		wantNothingOf(t, value, victims())
	}
	if got := h.GoString(); got != "[password hash]" {
		t.Errorf("GoString = %q, want the placeholder", got)
	}
	if got := string(h); got != "Victim's horse" {
		t.Errorf("as a string it is %q, want the hash, so that it can be stored", got)
	}
}

// fmt does not ask an unexported field how to print itself.
func TestPasswordInUnexportedField(t *testing.T) {
	type holder struct{ p domain.Password }
	p := mustPassword(t, "Victim's horse")
	holders := []any{
		holder{p}, &holder{p}, []holder{{p}}, map[string]holder{"x": {p}}, map[holder]int{{p}: 1},
		struct{ deep struct{ h *holder } }{struct{ h *holder }{&holder{p}}},
		struct{ any any }{holder{p}},
		struct{ list []domain.Password }{[]domain.Password{p}},
	}
	for _, value := range holders {
		wantNothingOf(t, value, victims())
	}
}

// wantNothingOf fails if value prints, logs or marshals any of the secrets.
func wantNothingOf(t *testing.T, value any, secrets []string) {
	t.Helper()
	var printed bytes.Buffer
	for _, format := range formats() {
		fmt.Fprintf(&printed, format+"\n", value)
	}
	for _, handler := range []slog.Handler{slog.NewTextHandler(&printed, nil), slog.NewJSONHandler(&printed, nil)} {
		slog.New(handler).With("with", value).WithGroup("g").Info("hello", "value", value)
	}
	encoded, _ := json.Marshal(value) // an error is as good as a placeholder
	printed.Write(encoded)
	for _, secret := range secrets {
		if at := strings.Index(printed.String(), secret); at >= 0 {
			t.Errorf("%T prints %q", value, printed.String()[at:min(at+60, printed.Len())])
		}
	}
}

func TestPasswordsMarshalAsPlaceholders(t *testing.T) {
	text, err := json.Marshal([]any{mustPassword(t, "Victim's horse"), domain.PasswordHash("$argon2id$")})
	if want := `["[password]","[password hash]"]`; string(text) != want || err != nil {
		t.Errorf("json.Marshal = %s, %v, want %s", text, err, want)
	}
}
