package smtprelay_test

import (
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/emersion/go-message"
	"github.com/emersion/go-message/mail"
	"pgregory.net/rapid"

	"latchkey/domain"
)

// wantHeaders are the header fields of every mail: these and no other, once.
// optional are those that a mail has if it has something to say in them.
var (
	wantHeaders = []string{"Auto-Submitted", "Content-Type", "Date", "From", "Message-Id", "Mime-Version", "Subject", "To"}
	optional    = []string{"Content-Language", "Dkim-Signature", "Reply-To"}
)

// parse reads a received mail back, and fails t if it holds anything that a
// domain.Mail does not. The parser is not the one that built it.
func parse(t rapid.TB, raw string) domain.Mail {
	t.Helper()
	entity, err := message.Read(strings.NewReader(strings.ReplaceAll(raw, "\n", "\r\n")))
	if err != nil {
		t.Fatalf("Read: %v", err)
	}
	header := mail.Header{Header: entity.Header}
	checkHeaders(t, header)
	var got domain.Mail
	var errs [3]error
	got.MessageID, errs[0] = header.MessageID()
	got.Subject, errs[1] = header.Subject()
	got.Date, errs[2] = header.Date()
	for _, err := range errs {
		if err != nil {
			t.Fatalf("header: %v", err)
		}
	}
	got.Date = got.Date.UTC()
	got.FromName, got.From = oneAddress(t, header, "From")
	_, got.To = oneAddress(t, header, "To")
	if header.Has("Reply-To") {
		_, got.ReplyTo = oneAddress(t, header, "Reply-To")
	}
	got.Language = domain.Language(header.Get("Content-Language"))
	readParts(t, entity, &got)
	return got
}

func checkHeaders(t rapid.TB, header mail.Header) {
	t.Helper()
	got := map[string]int{}
	for fields := header.Fields(); fields.Next(); {
		if name := fields.Key(); !slices.Contains(optional, name) {
			got[name]++
		} else if header.Values(name)[0] == "" || len(header.Values(name)) != 1 {
			t.Errorf("got header field %s empty or more than once", name)
		}
	}
	if names := slices.Sorted(maps.Keys(got)); !slices.Equal(names, wantHeaders) {
		t.Errorf("got header fields %q, want %q", names, wantHeaders)
	}
	for name, n := range got {
		if n != 1 {
			t.Errorf("got header field %s %d times", name, n)
		}
	}
	if got, want := header.Get("Auto-Submitted"), "auto-generated"; got != want {
		t.Errorf("got Auto-Submitted %q, want %q", got, want)
	}
}

func oneAddress(t rapid.TB, header mail.Header, name string) (string, domain.Email) {
	t.Helper()
	list, err := header.AddressList(name)
	if err != nil || len(list) != 1 {
		t.Fatalf("%s: got %d addresses, %v, want 1", name, len(list), err)
	}
	return list[0].Name, email(t, list[0].Address)
}

// readParts reads the two alternatives, the plain one first, and the logo that
// may stand beside them.
func readParts(t rapid.TB, entity *message.Entity, into *domain.Mail) {
	t.Helper()
	kind, _, _ := entity.Header.ContentType()
	if kind == "multipart/related" {
		parts := entity.MultipartReader()
		entity = next(t, parts)
		readAlternatives(t, entity, into)
		into.Logo = readLogo(t, next(t, parts))
		wantEnd(t, parts)
		return
	}
	readAlternatives(t, entity, into)
}

func readAlternatives(t rapid.TB, entity *message.Entity, into *domain.Mail) {
	t.Helper()
	if kind, _, _ := entity.Header.ContentType(); kind != "multipart/alternative" {
		t.Fatalf("got %q, want multipart/alternative", kind)
	}
	parts := entity.MultipartReader()
	into.Text = readText(t, next(t, parts), "text/plain; charset=UTF-8")
	into.HTML = readText(t, next(t, parts), "text/html; charset=UTF-8")
	wantEnd(t, parts)
}

func next(t rapid.TB, parts message.MultipartReader) *message.Entity {
	t.Helper()
	part, err := parts.NextPart()
	if err != nil {
		t.Fatalf("NextPart: %v", err)
	}
	return part
}

func wantEnd(t rapid.TB, parts message.MultipartReader) {
	t.Helper()
	if _, err := parts.NextPart(); err != io.EOF {
		t.Fatalf("got %v, want no further part", err)
	}
}

func readText(t rapid.TB, part *message.Entity, kind string) string {
	t.Helper()
	if got := part.Header.Get("Content-Type"); got != kind {
		t.Fatalf("got part %q, want %q", got, kind)
	}
	return strings.ReplaceAll(string(readAll(t, part)), "\r\n", "\n")
}

func readLogo(t rapid.TB, part *message.Entity) *domain.Logo {
	t.Helper()
	kind, _, err := part.Header.ContentType()
	disposition, _, _ := part.Header.ContentDisposition()
	if err != nil || part.Header.Get("Content-Id") != "<logo>" || disposition != "inline" {
		t.Fatalf("got a logo with header %v", part.Header.Map())
	}
	return &domain.Logo{MediaType: kind, Data: readAll(t, part)}
}

func readAll(t rapid.TB, part *message.Entity) []byte {
	t.Helper()
	body, err := io.ReadAll(part.Body)
	if err != nil {
		t.Fatalf("part: %v", err)
	}
	return body
}
