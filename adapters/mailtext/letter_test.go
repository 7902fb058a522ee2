package mailtext_test

import (
	"testing"
	"time"

	"latchkey/adapters/mailtext"
	"latchkey/domain"
	"latchkey/ports"
)

var _ ports.MailWriter = (*mailtext.Writer)(nil)

const (
	code      = "04HMASW9NF6YWFEM1VKW4FP8R7"
	link      = "https://reset.shop.example/reset#" + code
	notMeLink = "https://reset.shop.example/reset/not-me#" + code
	shopURL   = "https://shop.example"
	helpLink  = "mailto:help@shop.example"
)

var kinds = []domain.DeliveryKind{domain.ResetLinkMail, domain.PasswordChangedMail, domain.TestMail}

// sample returns a letter of kind that can be written, in English.
func sample(t testing.TB, kind domain.DeliveryKind) domain.Letter {
	t.Helper()
	date := time.Date(2026, time.November, 22, 14, 5, 0, 0, time.UTC)
	letter := domain.Letter{
		Kind: kind,
		ID:   domain.DeliveryID{0x0a, 0x1b, 0x2c, 0x3d, 0x4e, 0x5f, 0x60, 0x71, 0x82, 0x93, 0xa4, 0xb5},
		Project: domain.Project{
			ID: 1, Name: "Demo Shop", ShopURL: shopURL, Sender: email(t, "no-reply@shop.example"), ReplyTo: email(t, "desk@shop.example"),
			Brand: domain.Brand{Support: email(t, "help@shop.example"), Footer: "Demo Shop, Keizersgracht 1, Amsterdam"},
		},
		To:       email(t, "jane@example.org"),
		Date:     date,
		Language: domain.English,
	}
	if kind == domain.ResetLinkMail {
		letter.Link, letter.NotMeLink, letter.Code = link, notMeLink, code
		letter.AskedAt, letter.ExpiresAt = date.Add(-2*time.Minute), date.Add(domain.ResetTokenLifetime)
		letter.Software, letter.Asked = domain.Software{Browser: "Firefox", System: "Windows"}, 7
	}
	return letter
}

// in returns the letter in another language.
func in(language domain.Language, letter domain.Letter) domain.Letter {
	letter.Language = language
	return letter
}

func email(t testing.TB, text string) domain.Email {
	t.Helper()
	e, err := domain.ParseEmail(text)
	if err != nil {
		t.Fatalf("ParseEmail(%q): %v", text, err)
	}
	return e
}

func color(t testing.TB, text string) domain.Color {
	t.Helper()
	c, err := domain.ParseColor(text)
	if err != nil {
		t.Fatalf("ParseColor(%q): %v", text, err)
	}
	return c
}

// write returns the mail for a letter that must become one.
func write(t testing.TB, letter domain.Letter) domain.Mail {
	t.Helper()
	mail, err := writer(t).Write(letter)
	if err != nil {
		t.Fatalf("Write: %v", err)
	}
	return mail
}

func writer(t testing.TB) *mailtext.Writer {
	t.Helper()
	w, err := mailtext.New(mailtext.Options{})
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	return w
}
