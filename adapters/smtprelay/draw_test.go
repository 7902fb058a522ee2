package smtprelay_test

import (
	"strings"
	"time"
	"unicode"

	"pgregory.net/rapid"

	"latchkey/domain"
)

// drawMail returns any mail that can be sent.
func drawMail(t *rapid.T) domain.Mail {
	mail := domain.Mail{
		MessageID: rapid.StringMatching(`[0-9a-f]{1,40}`).Draw(t, "id") + "@" + drawEmail(t, "id host").Address()[2:],
		From:      drawEmail(t, "from"),
		FromName:  drawHeader(t, "name", `\`),
		To:        drawEmail(t, "to"),
		Subject:   drawHeader(t, "subject", "=?"),
		Text:      drawBody(t, "text"),
		HTML:      drawBody(t, "HTML"),
		Language:  rapid.SampledFrom(append(domain.Languages(), "", "pt-BR")).Draw(t, "language"),
		Date:      time.Unix(rapid.Int64Range(1, 1<<33).Draw(t, "date"), 0).UTC(),
	}
	if rapid.Bool().Draw(t, "answers elsewhere") {
		mail.ReplyTo = drawEmail(t, "reply to")
	}
	if rapid.Bool().Draw(t, "has a logo") {
		mail.Logo = &domain.Logo{
			MediaType: rapid.SampledFrom([]string{"image/png", "image/jpeg", "image/webp"}).Draw(t, "media type"),
			Data:      rapid.SliceOfN(rapid.Byte(), 1, 300).Draw(t, "logo"),
		}
	}
	return mail
}

func drawEmail(t *rapid.T, label string) domain.Email {
	const atom = "[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]{1,12}"
	if label == "id host" {
		text := rapid.StringMatching(`a@[a-z0-9]{1,63}(\.[a-z0-9]{1,30}){1,3}x`).Draw(t, label)
		e, err := domain.ParseEmail(text)
		if err != nil {
			t.Skip("no such host")
		}
		return e
	}
	text := rapid.StringMatching(atom+`(\.`+atom+`){0,3}@[a-z0-9]{1,30}(\.[a-z0-9]{1,30}){1,5}x`).Draw(t, label)
	e, err := domain.ParseEmail(text)
	if err != nil {
		t.Skip("no such address")
	}
	return e
}

// drawHeader draws what fits in a header and does not contain without. Space at the ends is left out: the
// standard lets a reader take it for folding.
func drawHeader(t *rapid.T, label, without string) string {
	runes := rapid.OneOf(rapid.RuneFrom([]rune(` ",;:<>@()\=?.%_-aZ9'`)), rapid.Rune())
	text := rapid.StringOfN(runes, 0, 100, 400).Filter(func(text string) bool {
		return !strings.Contains(text, "=?") && !strings.Contains(text, without) && strings.IndexFunc(text, unicode.IsControl) < 0
	}).Draw(t, label)
	return strings.TrimSpace(text)
}

func drawBody(t *rapid.T, label string) string {
	runes := rapid.OneOf(rapid.RuneFrom([]rune("\n\n.. -=\tFromäé\"")), rapid.Rune())
	return rapid.StringOfN(runes, 0, 400, 1600).Filter(func(text string) bool {
		return !strings.ContainsAny(text, "\r\x00")
	}).Draw(t, label)
}
