package domain_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"latchkey/domain"
)

func TestNewDelivery(t *testing.T) {
	account := customer(t)
	bits := []byte("twelve bytes")
	want := domain.Delivery{
		ID:         domain.DeliveryID(bits),
		Kind:       domain.ResetLinkMail,
		ProjectID:  7,
		AccountID:  account.ID,
		RequestID:  99,
		Generation: 41,
		MadeAt:     noon,
		DueAt:      noon,
		Attempts:   0,
	}
	got, err := domain.NewDelivery(bytes.NewReader(bits), domain.ResetLinkMail, account, 99, noon)
	if err != nil || got != want {
		t.Errorf("NewDelivery = %+v, %v; want %+v", got, err, want)
	}
	want.Kind, want.RequestID = domain.PasswordChangedMail, 0
	got, err = domain.NewDelivery(bytes.NewReader(bits), domain.PasswordChangedMail, account, 0, noon)
	if err != nil || got != want {
		t.Errorf("NewDelivery of a notice = %+v, %v; want %+v", got, err, want)
	}
	got, err = domain.NewDelivery(iotest.ErrReader(errEntropy), domain.ResetLinkMail, account, 99, noon)
	if !errors.Is(err, errEntropy) || got != (domain.Delivery{}) {
		t.Errorf("NewDelivery without entropy = %+v, %v; want nothing and %v", got, err, errEntropy)
	}
}

// TestStoredWords holds the words that are stored and shown: they must not
// change while there are databases that hold them.
func TestStoredWords(t *testing.T) {
	words := map[string]string{
		"reset_link": string(domain.ResetLinkMail), "password_changed": string(domain.PasswordChangedMail),
		"waiting": string(domain.DeliveryWaiting), "handed_over": string(domain.DeliveryHandedOver), "refused": string(domain.DeliveryRefused),
		"given_up": string(domain.DeliveryGivenUp), "dropped": string(domain.DeliveryDropped),
		"accepted": string(domain.RequestAccepted), "no_such_account": string(domain.RequestNoAccount), "folded": string(domain.RequestFolded),
		"over_limit": string(domain.RequestOverLimit), "stale": string(domain.RequestStale), "mailed": string(domain.RequestMailed),
		"live": string(domain.TokenLive), "expired": string(domain.TokenExpired), "spent": string(domain.TokenSpent),
		"revoked": string(domain.TokenRevoked), "unknown": string(domain.TokenUnknown),
		"webshop": string(domain.ViaWebshop), "payway": string(domain.ViaPayway), "page": string(domain.ViaPage),
	}
	for want, got := range words {
		if got != want {
			t.Errorf("%q is stored as %q", want, got)
		}
	}
}

func TestDeliveryStillWanted(t *testing.T) {
	const h, ms = time.Hour, time.Millisecond
	tests := []struct {
		name   string
		change func(*domain.Account)
		age    time.Duration
		want   bool // for a link; a notice is always wanted
	}{
		{"at once", nil, 0, true},
		{"59:59.999 later", nil, h - ms, true},
		{"60:00.000 later", nil, h, false},
		{"a day later", nil, 24 * h, false},
		{"clock set back", nil, -h, true},
		{"password changed", func(a *domain.Account) { a.SetPassword("new") }, 0, false},
		{"reset completed", func(a *domain.Account) { a.CompleteReset("new") }, 0, false},
		{"e-mail changed", func(a *domain.Account) { a.ChangeEmail(a.Email) }, 0, false},
		{"disabled", (*domain.Account).Disable, 0, false},
		{"disabled, then enabled", func(a *domain.Account) { a.Disable(); a.Enable() }, 0, false},
		{"disabled without a trace", func(a *domain.Account) { a.Disabled = true }, 0, false},
		{"external", func(a *domain.Account) { a.External = true }, 0, false},
		{"enabled while enabled", (*domain.Account).Enable, 0, true},
		{"verified", func(a *domain.Account) { a.EmailVerified = true }, 0, true},
		{"restored from a backup", func(a *domain.Account) { a.Generation-- }, 0, false},
	}
	for _, test := range tests {
		for _, kind := range []domain.DeliveryKind{domain.ResetLinkMail, domain.PasswordChangedMail} {
			account := customer(t)
			delivery := domain.Delivery{Kind: kind, AccountID: account.ID, Generation: account.Generation, MadeAt: noon}
			if test.change != nil {
				test.change(&account)
			}
			want := test.want || kind == domain.PasswordChangedMail
			if got := delivery.StillWanted(account, noon.Add(test.age)); got != want {
				t.Errorf("%s, %s: StillWanted = %t, want %t", test.name, kind, got, want)
			}
		}
	}
}

func TestParseDeliveryID(t *testing.T) {
	const text = "000102030405060708090aff"
	id, err := domain.ParseDeliveryID(text)
	if err != nil || id.String() != text {
		t.Errorf("%s is read as %v, %v", text, id, err)
	}
	for _, text := range []string{"", text[:23], text + "0", strings.ToUpper(text), text[:23] + "g"} {
		if id, err := domain.ParseDeliveryID(text); !isProblem(err, domain.Problem{Kind: domain.Invalid, Field: "delivery", Reason: domain.Malformed}) || id != (domain.DeliveryID{}) {
			t.Errorf("%q is read as %v, %v", text, id, err)
		}
	}
}
