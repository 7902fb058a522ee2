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

// TestMailsPrintAsPlaceholders: they hold the one thing that must never be
// logged, as plain text.
func TestMailsPrintAsPlaceholders(t *testing.T) {
	const canary = "7877Q1K0SMDCFTYYEX5E4C39KS"
	letter := domain.Letter{Link: "https://x.example/reset#" + canary, Code: canary}
	mail := domain.Mail{Subject: canary, Text: canary, HTML: canary}
	var out bytes.Buffer
	for _, value := range []any{letter, &letter, mail, &mail, []domain.Mail{mail}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			fmt.Fprintf(&out, verb, value)
		}
		encoded, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(encoded)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "value", value)
		slog.New(slog.NewTextHandler(&out, nil)).Info("x", "value", value)
	}
	if got := out.String(); strings.Contains(got, canary) || strings.Contains(got, fmt.Sprintf("%x", canary)) {
		t.Errorf("printed the secret: %s", got)
	}
}

func TestIdsPrintAsHexadecimalInLogs(t *testing.T) {
	var out bytes.Buffer
	slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "account", domain.AccountID{1}, "delivery", domain.DeliveryID{2})
	for _, want := range []string{`"account":"010000000000000000000000"`, `"delivery":"020000000000000000000000"`} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("log %s, want %s in it", out.String(), want)
		}
	}
}

func TestResetLink(t *testing.T) {
	token, err := domain.ParseResetToken("7877Q1K0SMDCFTYYEX5E4C39KS")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := domain.ResetLink("https://reset.example/base", token), "https://reset.example/base/reset#7877Q1K0SMDCFTYYEX5E4C39KS"; got != want {
		t.Errorf("ResetLink = %s, want %s", got, want)
	}
}

func TestResetPageLink(t *testing.T) {
	token := tokenOf(t, [16]byte{15: 9})
	account := domain.AccountID{11: 0xff}
	got := domain.ResetPageLink(mustURL(t, "https://shop.example/r?a=b#top"), account, token, mustURL(t, "https://shop.example/x?y=z&q"))
	want := "https://shop.example/r?a=b&id=0000000000000000000000ff&confirmation_code=00000000-0000-0000-0000-000000000009" +
		"&return_url=https%3A%2F%2Fshop.example%2Fx%3Fy%3Dz%26q#top"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestOtherLinks(t *testing.T) {
	token := tokenOf(t, [16]byte{15: 1})
	if got, want := domain.NotMeLink("https://reset.example", token), "https://reset.example/reset/not-me#"+token.Base32(); got != want {
		t.Errorf("NotMeLink = %s, want %s", got, want)
	}
	for text, want := range map[string]string{
		"https://shop.example/reset?lang=en":     "https://shop.example/reset?lang=en#" + token.Base32(),
		"https://shop.example/reset#old-section": "https://shop.example/reset#" + token.Base32(),
	} {
		page, err := domain.ParseWebURL(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := domain.ShopPageLink(page, token); got != want {
			t.Errorf("ShopPageLink = %s, want %s", got, want)
		}
	}
	letter := domain.Letter{ID: domain.DeliveryID{0xff, 0xff, 0xff}}
	if got := letter.Reference(); got != "ZZZZ" {
		t.Errorf("Reference = %s, want ZZZZ", got)
	}
}
