package domain

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// Letter is what a mail has to tell, before it is put into words. It holds a
// secret, so it prints as a placeholder.
type Letter struct {
	Kind      DeliveryKind
	ID        DeliveryID
	Project   Project
	To        Email
	Link      string    // where the customer sets a new password; ResetLinkMail only
	Code      string    // the same token for those who cannot use the link; ResetLinkMail only
	ExpiresAt time.Time // when link and code stop working; ResetLinkMail only
	Date      time.Time // when the mail is written
	Language  Language  // never zero

	// What a reset link's mail says about the request, so that its reader can
	// tell a wish of his own from somebody else's.
	NotMeLink string    // where the reader can say that he did not ask
	AskedAt   time.Time // when the request was made
	Software  Software  // it was made with; may be zero
	Asked     int       // how many times in the hour up to AskedAt, this request included
}

// Reference returns what the mail is found by.
func (l Letter) Reference() Reference { return l.ID.Reference() }

// Format writes a placeholder whatever the verb.
func (Letter) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[letter]") }

// MarshalText returns a placeholder.
func (Letter) MarshalText() ([]byte, error) { return []byte("[letter]"), nil }

// Mail is one mail in words, to exactly one recipient. It holds a secret, so it
// prints as a placeholder.
type Mail struct {
	MessageID string // without angle brackets; the same for every attempt of one delivery
	From      Email
	FromName  string
	To        Email
	ReplyTo   Email // zero if answers go to From
	Subject   string
	Text      string
	HTML      string
	Logo      *Logo // shown in HTML as the picture cid:logo; nil if none
	Language  Language
	Date      time.Time
}

// Format writes a placeholder whatever the verb.
func (Mail) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[mail]") }

// MarshalText returns a placeholder.
func (Mail) MarshalText() ([]byte, error) { return []byte("[mail]"), nil }

// ResetLink returns the address of the page that takes token. The secret is in
// the fragment: browsers never send it to a server, a proxy or a Referer.
func ResetLink(baseURL string, token ResetToken) string {
	return baseURL + "/reset#" + token.Base32()
}

// NotMeLink returns the address of the page on which the holder of token says
// that he did not ask for it.
func NotMeLink(baseURL string, token ResetToken) string {
	return baseURL + "/reset/not-me#" + token.Base32()
}

// ShopPageLink returns the address of a project's own reset page with the token
// in the fragment.
func ShopPageLink(page WebURL, token ResetToken) string {
	bare, _, _ := strings.Cut(page.String(), "#")
	return bare + "#" + token.Base32()
}

// ResetPageLink returns the address of a caller's own page with what it needs
// to complete the reset of account, as the payway API hands it over: in the
// query. Project.AllowsResetPage must have been asked.
func ResetPageLink(page WebURL, account AccountID, token ResetToken, returnURL WebURL) string {
	return page.WithQuery(
		[2]string{"id", account.String()}, [2]string{"confirmation_code", token.UUID()}, [2]string{"return_url", returnURL.String()})
}
