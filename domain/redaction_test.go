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

// TestRedaction holds that a value which prints as a placeholder does so on
// every way into a log, alone and inside other values.
func TestRedaction(t *testing.T) {
	bits := [16]byte{0xa1, 0xb2, 0xc3, 0xd4, 0xe5, 0xf6, 0x97, 0x88, 0x79, 0x6a, 0x5b, 0x4c, 0x3d, 0x2e, 0x1f, 0x90}
	token := tokenOf(t, bits)
	secrets := []string{
		token.Base32(), token.UUID(), string(bits[:]),
		"161 178", "+161 +178", "161, 178", "161,178", "0xa1, 0xb2", "0xa1 0xb2", "0XA1 0XB2", "a1 b2", "A1 B2", "a1b2c3d4e5", "A1B2C3D4E5",
		"10100001", "241 262", "0241 0262", "0o241 0o262", "U+00A1", "'\u00a1'", "1.61e+02",
	}
	t.Run("ResetToken", func(t *testing.T) { checkRedacted(t, token, "[reset token]", secrets) })

	email := mustEmail(t, "Victim@Shop.Example")
	secrets = []string{"victim", "Victim", "shop", "Shop", "example", "566963746d", "56 69 63", "0x56 0x69", "0x56, 0x69", "86 105", "VmljdGlt"}
	t.Run("Email", func(t *testing.T) { checkRedacted(t, email, "[email]", secrets) })
	t.Run("zero Email", func(t *testing.T) { checkRedacted(t, domain.Email{}, "[email]", nil) })
}

func checkRedacted[T comparable](t *testing.T, value T, placeholder string, secrets []string) {
	t.Helper()
	clean := func(way, printed string) {
		t.Helper()
		for _, secret := range secrets {
			if strings.Contains(printed, secret) {
				t.Errorf("%s prints %q", way, printed)
			}
		}
	}
	containers := []any{
		struct{ Field T }{value}, &struct{ Field *T }{&value}, []T{value}, [1]T{value}, map[string]T{"key": value},
		map[T]int{value: 1}, any(&value), []any{value},
	}
	for _, format := range formats() {
		if got := fmt.Sprintf(format, value); got != placeholder {
			t.Errorf("%s prints %q, want %q", format, got, placeholder)
		}
		clean(format, fmt.Sprintf(format, value))
		for _, container := range containers {
			clean(format, fmt.Sprintf(format, container))
		}
	}
	clean("Sprint", fmt.Sprint(value, containers))
	clean("Sprintln", fmt.Sprintln(value, containers))
	clean("Errorf", fmt.Errorf("oops: %v", value).Error())
	if text, code := any(value).(fmt.Stringer).String(), any(value).(fmt.GoStringer).GoString(); text != placeholder || code != placeholder {
		t.Errorf("String = %q, GoString = %q, want %q", text, code, placeholder)
	}

	for _, container := range append(containers, value) {
		encoded, _ := json.Marshal(container) // an error is as good as a placeholder
		clean("json", string(encoded))
		var log bytes.Buffer
		for _, handler := range []slog.Handler{slog.NewTextHandler(&log, nil), slog.NewJSONHandler(&log, nil)} {
			slog.New(handler).With("with", container).WithGroup("group").Info("message", "value", container, "values", []any{container})
		}
		clean("slog", log.String())
	}
	if got := fmt.Sprintf("%v", struct{ Field T }{value}); got != "{"+placeholder+"}" {
		t.Errorf("inside a struct it prints %q, want {%s}", got, placeholder)
	}
}

// formats returns every verb under every flag. %T prints no value; %p and %w
// are never offered to a Formatter, but go vet, which go test runs, refuses
// them for anything that is no pointer and no error.
func formats() []string {
	var formats []string
	for _, flag := range []string{"", "+", "#", " ", "-", "0", "+#", "# ", "40", "-40", ".1", "1.1", "[1]"} {
		for verb := 'A'; verb <= 'z'; verb++ {
			if letter := verb <= 'Z' || verb >= 'a'; letter && !strings.ContainsRune("Tpw", verb) {
				formats = append(formats, "%"+flag+string(verb))
			}
		}
	}
	return formats
}

// TestAccountPrintsNoAddress holds for the records that carry an address.
func TestAccountPrintsNoAddress(t *testing.T) {
	account := customer(t)
	request := domain.ResetRequest{ID: 3, ProjectID: 7, Email: account.Email, Channel: domain.ViaPage, RequestedAt: noon}
	letter := domain.Letter{Kind: domain.PasswordChangedMail, To: account.Email, Project: domain.Project{Sender: account.Email}}
	mail := domain.Mail{From: account.Email, To: account.Email}
	for _, record := range []any{account, &account, request, letter, mail} {
		for _, format := range formats() {
			if got := strings.ToLower(fmt.Sprintf(format, record)); strings.Contains(got, "nora") {
				t.Errorf("%s of %T prints %s", format, record, got)
			}
		}
		if encoded, _ := json.Marshal(record); strings.Contains(strings.ToLower(string(encoded)), "nora") {
			t.Errorf("json of %T is %s", record, encoded)
		}
	}
}
