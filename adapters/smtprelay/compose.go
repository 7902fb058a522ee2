package smtprelay

import (
	"bytes"
	"errors"
	"fmt"
	netmail "net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	gomail "github.com/wneessen/go-mail"

	"latchkey/domain"
)

// maxHeaderValue keeps every header line under the 998 octets of RFC 5322
// §2.1.1, whatever the folding makes of it.
const maxHeaderValue = 512

// pack builds mail, signs it if that is wanted, and writes it down, all before
// anything is said to the relay.
func (c *Config) pack(mail domain.Mail) (*parcel, error) {
	message, err := compose(mail)
	if err != nil {
		return nil, err
	}
	if c.DKIM != nil {
		c.DKIM.sign(message, mail.Date)
	}
	var content bytes.Buffer
	content.Grow(2<<10 + (len(mail.Text)+len(mail.HTML))*5/4)
	if _, err := message.WriteTo(&content); err != nil {
		return nil, errors.New("smtprelay: the mail cannot be built or signed") // the library's words may quote it
	}
	return &parcel{from: mail.From.Address(), to: mail.To.Address(), content: content.Bytes()}, nil
}

// compose builds the message. Nothing that could end a header line, a command
// or the content gets past it. Its errors contain nothing of the mail.
func compose(mail domain.Mail) (*gomail.Msg, error) {
	if err := check(mail); err != nil {
		return nil, err
	}
	message := gomail.NewMsg(
		gomail.WithNoDefaultUserAgent(),
		gomail.WithCharset(gomail.CharsetUTF8),
		gomail.WithEncoding(gomail.EncodingQP), // carries any line over any relay unchanged
	)
	// The library's *Format setters parse text made of these; whole addresses cannot be misread.
	message.FromMailAddress(&netmail.Address{Name: mail.FromName, Address: mail.From.Address()})
	message.ToMailAddress(&netmail.Address{Address: mail.To.Address()})
	message.Subject(mail.Subject)
	message.SetDateWithValue(mail.Date.UTC())
	message.SetMessageIDWithValue(mail.MessageID)
	message.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no holiday replies, please
	if !mail.ReplyTo.IsZero() {
		message.ReplyToMailAddress(&netmail.Address{Address: mail.ReplyTo.Address()})
	}
	if mail.Language != "" {
		message.SetGenHeader(gomail.HeaderContentLang, string(mail.Language))
	}
	message.SetBodyString(gomail.TypeTextPlain, mail.Text)
	message.AddAlternativeString(gomail.TypeTextHTML, mail.HTML)
	if mail.Logo != nil {
		return message, embed(message, mail.Logo)
	}
	return message, nil
}

// embed adds the picture that the HTML part shows as cid:logo.
func embed(message *gomail.Msg, logo *domain.Logo) error {
	return message.EmbedReader("logo"+logoTypes()[logo.MediaType], bytes.NewReader(logo.Data),
		gomail.WithFileContentID("<logo>"), gomail.WithFileContentType(gomail.ContentType(logo.MediaType)))
}

// logoTypes returns the media types a logo may have, with their file endings.
func logoTypes() map[string]string {
	return map[string]string{"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp"}
}

// check refuses a mail with a value that its place cannot hold.
func check(mail domain.Mail) error {
	if mail.From.IsZero() || mail.To.IsZero() || mail.Date.IsZero() {
		return errors.New("smtprelay: the mail lacks its sender, its recipient or its date")
	}
	if !isMessageID(mail.MessageID) {
		return errors.New("smtprelay: the Message-ID is malformed")
	}
	// net/mail puts a backslash into encoded words, where it makes the field unreadable.
	if strings.Contains(mail.FromName, `\`) {
		return errors.New("smtprelay: the sender's name contains a backslash")
	}
	for name, value := range map[string]string{"sender's name": mail.FromName, "subject": mail.Subject} {
		if !isHeaderValue(value) {
			return fmt.Errorf("smtprelay: the %s does not fit in a header", name)
		}
	}
	if mail.Language != "" && !isLanguageTag(string(mail.Language)) {
		return errors.New("smtprelay: the language is no language tag")
	}
	if mail.Logo != nil && (logoTypes()[mail.Logo.MediaType] == "" || len(mail.Logo.Data) > domain.MaxLogoBytes) {
		return errors.New("smtprelay: the logo is no PNG, JPEG or WebP picture, or too large")
	}
	for name, body := range map[string]string{"text": mail.Text, "HTML": mail.HTML} {
		if strings.ContainsAny(body, "\r\x00") || !utf8.ValidString(body) {
			return fmt.Errorf("smtprelay: the %s part is not lines of text", name)
		}
	}
	return nil
}

// isHeaderValue reports whether value comes out of a header as it went in. The
// library encodes what is not ASCII, but would send on "=?…?=" as it stands.
func isHeaderValue(value string) bool {
	if len(value) > maxHeaderValue || !utf8.ValidString(value) || strings.Contains(value, "=?") {
		return false
	}
	return strings.IndexFunc(value, unicode.IsControl) < 0
}

// isMessageID reports whether id is the inside of a msg-id (RFC 5322 §3.6.4).
func isMessageID(id string) bool {
	left, right, found := strings.Cut(id, "@")
	return found && left != "" && right != "" && len(id) <= maxHeaderValue && isVisibleASCII(id) &&
		!strings.ContainsAny(right, "@") && !strings.ContainsAny(id, `<>()[]\,;:"`)
}

// isLanguageTag reports whether text has the form of one (RFC 5646 §2.1).
func isLanguageTag(text string) bool {
	for subtag := range strings.SplitSeq(text, "-") {
		if len(subtag) == 0 || len(subtag) > 8 || strings.Trim(strings.ToLower(subtag), "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
			return false
		}
	}
	return true
}

func isVisibleASCII(text string) bool {
	for i := range len(text) {
		if text[i] <= ' ' || text[i] > '~' {
			return false
		}
	}
	return text != ""
}
