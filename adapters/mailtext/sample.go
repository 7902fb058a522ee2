package mailtext

import (
	"strings"
	"time"

	"latchkey/domain"
)

// sampleLetters returns a letter with everything, one with hardly anything, and
// one whose values try to be more than text.
func sampleLetters(project domain.ProjectID, kind domain.DeliveryKind, language domain.Language) ([]domain.Letter, error) {
	sender, err := domain.ParseEmail("shop@example.com")
	if err != nil {
		return nil, err
	}
	const code = "0123456789ABCDEFGHJKMNPQRS"
	date := time.Date(2026, time.November, 1, 1, 5, 0, 0, time.UTC)
	full := domain.Letter{
		Kind: kind, Language: language, Date: date, To: sender,
		Project: domain.Project{
			ID: project, Name: "Sample Shop", ShopURL: "https://example.com", Sender: sender, ReplyTo: sender,
			Brand: domain.Brand{Color: defaultColor, Logo: &domain.Logo{}, Support: sender, Footer: "Sample Street 1, Sampleton"},
		},
	}
	if kind == domain.ResetLinkMail {
		full.Link, full.NotMeLink, full.Code = "https://example.com/reset#"+code, "https://example.com/reset/not-me#"+code, code
		full.AskedAt, full.ExpiresAt = date, date.Add(domain.ResetTokenLifetime)
		full.Software, full.Asked = domain.Software{Browser: "Firefox", System: "iPhone"}, 7
	}
	bare := full
	bare.Project.Brand, bare.Software, bare.AskedAt, bare.Asked = domain.Brand{}, domain.Software{}, time.Time{}, 1
	hostile := full
	hostile.Project.Name = `"><a href='//x'>{{.Code}}</a> & ` + strings.Repeat("é", 80)
	hostile.Project.Brand.Footer = `</td></table><!-- ' " &amp; <script>`
	if kind == domain.ResetLinkMail {
		hostile.Link = "https://example.com/new?id=1&confirmation_code=" + code + "&return_url=https%3A%2F%2Fexample.com%2F"
	}
	return []domain.Letter{full, bare, hostile}, nil
}
