package domain_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"latchkey/domain"
)

func TestClientID(t *testing.T) {
	id, err := domain.MintClientID(bytes.NewReader([]byte("\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\xffrest")))
	const want = "000102030405060708090aff"
	if err != nil || id.String() != want || fmt.Sprint(id) != want {
		t.Errorf("minted %v, %v, want %s", id, err, want)
	}
	if text, err := id.MarshalText(); err != nil || string(text) != want {
		t.Errorf("MarshalText = %q, %v", text, err)
	}
	if again, err := domain.ParseClientID(want); err != nil || again != id {
		t.Errorf("read as %v, %v", again, err)
	}
	if id, err := domain.MintClientID(iotest.ErrReader(errEntropy)); !errors.Is(err, errEntropy) || id != (domain.ClientID{}) {
		t.Errorf("without entropy: %v, %v", id, err)
	}
	for _, text := range []string{"", want[:23], want + "0", strings.ToUpper(want), want[:23] + "g", want[:23] + " ", " " + want, want[:22] + "é"} {
		if id, err := domain.ParseClientID(text); !isProblem(err, domain.Problem{Kind: domain.Invalid, Field: "client", Reason: domain.Malformed}) || id != (domain.ClientID{}) {
			t.Errorf("%q is read as %v, %v", text, id, err)
		}
	}
}

func TestRevoked(t *testing.T) {
	if (domain.APIClient{}).Revoked() || !(domain.APIClient{RevokedAt: noon}).Revoked() {
		t.Error("Revoked does not tell")
	}
}

func TestAccessTokenLifetime(t *testing.T) {
	token := domain.IssuedAccessToken{IssuedAt: noon}
	for after, want := range map[time.Duration]bool{
		0: true, time.Millisecond: true, 2*time.Hour - time.Nanosecond: true, 2 * time.Hour: false, 2*time.Hour + time.Nanosecond: false, 48 * time.Hour: false,
		-time.Minute: true, -time.Minute - time.Nanosecond: false, -time.Hour: false,
	} {
		if got := token.LiveAt(noon.Add(after)); got != want {
			t.Errorf("%v after it was issued: live %v, want %v", after, got, want)
		}
	}
}
