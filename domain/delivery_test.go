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
		AskedAt:    noon.Add(-time.Second),
		MadeAt:     noon,
		DueAt:      noon,
		Attempts:   0,
	}
	got, err := domain.NewDelivery(bytes.NewReader(bits), domain.ResetLinkMail, account, domain.ResetRequest{ID: 99, RequestedAt: noon.Add(-time.Second)}, noon)
	if err != nil || got != want {
		t.Errorf("NewDelivery = %+v, %v; want %+v", got, err, want)
	}
	want.Kind, want.RequestID, want.AskedAt = domain.PasswordChangedMail, 0, time.Time{}
	got, err = domain.NewDelivery(bytes.NewReader(bits), domain.PasswordChangedMail, account, domain.ResetRequest{}, noon)
	if err != nil || got != want {
		t.Errorf("NewDelivery of a notice = %+v, %v; want %+v", got, err, want)
	}
	got, err = domain.NewDelivery(iotest.ErrReader(errEntropy), domain.ResetLinkMail, account, domain.ResetRequest{ID: 99, RequestedAt: noon.Add(-time.Second)}, noon)
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
		"over_limit": string(domain.RequestOverLimit), "muted": string(domain.RequestMuted), "stale": string(domain.RequestStale), "mailed": string(domain.RequestMailed),
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

func TestDeliveryStateFor(t *testing.T) {
	const h, ms = time.Hour, time.Millisecond
	tests := []struct {
		name   string
		change func(*domain.Account)
		age    time.Duration
		want   domain.DeliveryState // of a link; a notice is always wanted
	}{
		{"at once", nil, 0, domain.DeliveryWaiting},
		{"59:59.999 later", nil, h - ms, domain.DeliveryWaiting},
		{"60:00.000 later", nil, h, domain.DeliveryGivenUp},
		{"a day later", nil, 24 * h, domain.DeliveryGivenUp},
		{"clock set back", nil, -h, domain.DeliveryWaiting},
		{"password changed", func(a *domain.Account) { a.SetPassword("new") }, 0, domain.DeliveryDropped},
		{"reset completed", func(a *domain.Account) { a.CompleteReset("new") }, 0, domain.DeliveryDropped},
		{"e-mail changed", func(a *domain.Account) { a.ChangeEmail(a.Email) }, 0, domain.DeliveryDropped},
		{"disowned", func(a *domain.Account) { a.Disown(noon) }, 0, domain.DeliveryDropped},
		{"disabled", (*domain.Account).Disable, 0, domain.DeliveryDropped},
		{"disabled, then enabled", func(a *domain.Account) { a.Disable(); a.Enable() }, 0, domain.DeliveryDropped},
		{"disabled without a trace", func(a *domain.Account) { a.Disabled = true }, 0, domain.DeliveryDropped},
		{"external", func(a *domain.Account) { a.External = true }, 0, domain.DeliveryDropped},
		{"enabled while enabled", (*domain.Account).Enable, 0, domain.DeliveryWaiting},
		{"verified", func(a *domain.Account) { a.EmailVerified = true }, 0, domain.DeliveryWaiting},
		{"restored from a backup", func(a *domain.Account) { a.Generation-- }, 0, domain.DeliveryDropped},
	}
	for _, test := range tests {
		for _, kind := range []domain.DeliveryKind{domain.ResetLinkMail, domain.PasswordChangedMail} {
			account := customer(t)
			delivery := domain.Delivery{Kind: kind, AccountID: account.ID, Generation: account.Generation, AskedAt: noon, MadeAt: noon.Add(time.Hour)}
			if test.change != nil {
				test.change(&account)
			}
			want := test.want
			if kind == domain.PasswordChangedMail {
				want = domain.DeliveryWaiting
			}
			if got := delivery.StateFor(account, noon.Add(test.age)); got != want {
				t.Errorf("%s, %s: %s, want %s", test.name, kind, got, want)
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
