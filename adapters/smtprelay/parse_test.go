package smtprelay_test

import (
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/emersion/go-message/mail"
	"pgregory.net/rapid"

	"latchkey/domain"
)

// wantHeaders are the header fields of every mail: these and no other, once.
var wantHeaders = []string{
	"Auto-Submitted", "Content-Type", "Date", "From", "Message-Id", "Mime-Version", "Subject", "To",
}

// parse reads a received mail back, and fails t if it holds anything that a
// domain.Mail does not.
func parse(t rapid.TB, raw string) domain.Mail {
	t.Helper()
	reader, err := mail.CreateReader(strings.NewReader(strings.ReplaceAll(raw, "\n", "\r\n")))
	if err != nil {
		t.Fatalf("CreateReader: %v", err)
	}
	checkHeaders(t, reader.Header)
	var got domain.Mail
	var errs [3]error
	got.MessageID, errs[0] = reader.Header.MessageID()
	got.Subject, errs[1] = reader.Header.Subject()
	got.Date, errs[2] = reader.Header.Date()
	for _, err := range errs {
		if err != nil {
			t.Fatalf("header: %v", err)
		}
	}
	got.Date = got.Date.UTC()
	got.FromName, got.From = oneAddress(t, reader.Header, "From")
	_, got.To = oneAddress(t, reader.Header, "To")
	got.Text, got.HTML = parts(t, reader)
	return got
}

func checkHeaders(t rapid.TB, header mail.Header) {
	t.Helper()
	got := map[string]int{}
	for fields := header.Fields(); fields.Next(); {
		got[fields.Key()]++
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

// parts returns the two alternatives, the plain one first.
func parts(t rapid.TB, reader *mail.Reader) (text, html string) {
	t.Helper()
	var types, bodies []string
	for {
		part, err := reader.NextPart()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("NextPart: %v", err)
		}
		body, err := io.ReadAll(part.Body)
		if err != nil {
			t.Fatalf("part: %v", err)
		}
		types = append(types, part.Header.Get("Content-Type"))
		bodies = append(bodies, strings.ReplaceAll(string(body), "\r\n", "\n"))
	}
	if want := []string{"text/plain; charset=UTF-8", "text/html; charset=UTF-8"}; !slices.Equal(types, want) {
		t.Fatalf("got parts %q, want %q", types, want)
	}
	return bodies[0], bodies[1]
}
