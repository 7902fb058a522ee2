package accountfile_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"latchkey/adapters/accountfile"
	"latchkey/ports"
)

// readAll returns each row, and each fault as "line: reason".
func readAll(t *testing.T, r io.Reader, format string) (rows []ports.AccountRow, faults []string) {
	t.Helper()
	in, err := accountfile.Files{}.Open(r, format)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	for {
		row, err := in.Next()
		var fault *ports.RowFault
		switch {
		case errors.Is(err, io.EOF):
			return rows, faults
		case errors.As(err, &fault):
			faults = append(faults, fmt.Sprintf("%d: %s", fault.Line, fault.Reason))
		case err != nil:
			t.Fatalf("Next: %v", err)
		default:
			rows = append(rows, row)
		}
	}
}

func TestCSV(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []ports.AccountRow
		faults     []string
	}{
		{"all columns, in another order",
			"external,language,email,disabled,password_hash,email_verified\ntrue,nl,jane@example.com,0,$2y$10$x,Yes\nf,,li@example.com,1,,\n",
			[]ports.AccountRow{
				{Line: 2, Email: "jane@example.com", PasswordHash: "$2y$10$x", EmailVerified: true, Language: "nl", External: true},
				{Line: 3, Email: "li@example.com", Disabled: true},
			}, nil},
		{"byte order mark, CRLF, no last line end", "\ufeffemail,password_hash\r\na@b.example,x\r\nc@d.example,", []ports.AccountRow{{Line: 2, Email: "a@b.example", PasswordHash: "x"}, {Line: 3, Email: "c@d.example"}}, nil},
		{"quotes", "\"email\",password_hash\n\"a@b.example\",\"x,\"\"y\"\"\"\n", []ports.AccountRow{{Line: 2, Email: "a@b.example", PasswordHash: `x,"y"`}}, nil},
		{"empty lines count", "email\n\na\n\r\nb\n", []ports.AccountRow{{Line: 3, Email: "a"}, {Line: 5, Email: "b"}}, nil},
		{"header only", "email,password_hash\n", nil, nil},
		{"nothing is trimmed", "email\n a \n", []ports.AccountRow{{Line: 2, Email: " a "}}, nil},
		{"a broken row spoils itself only", "email,disabled\n\"a,1\nb,0\nc,maybe\nd\ne,1,\n\"f\"x,1\ng\"h,1\ni,1\n",
			[]ports.AccountRow{{Line: 3, Email: "b"}, {Line: 9, Email: "i", Disabled: true}},
			[]string{
				"2: a quoted field does not end in its line", "4: disabled is neither true nor false",
				"5: the row and the header differ in their number of fields: 1 and 2", "6: the row and the header differ in their number of fields: 3 and 2",
				"7: something other than a comma follows a quoted field", "8: a quote is inside of a field that does not begin with one",
			}},
		{"not UTF-8", "email\n\xff\na\n", []ports.AccountRow{{Line: 3, Email: "a"}}, []string{"2: the line is not text in UTF-8"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			rows, faults := readAll(t, iotest.OneByteReader(strings.NewReader(c.text)), "csv")
			if !slices.Equal(rows, c.want) || !slices.Equal(faults, c.faults) {
				t.Errorf("got %+v and %q\nwant %+v and %q", rows, faults, c.want, c.faults)
			}
		})
	}
}

func TestJSONLines(t *testing.T) {
	const wrongKind = ": a value is not of the right kind: true or false for email_verified, disabled and external, text for the others"
	for _, c := range []struct {
		name, line string
		want       []ports.AccountRow
		fault      string
	}{
		{"all names", `{"external":true,"language":"nl","email":"jane@example.com","disabled":true,"password_hash":"x","email_verified":true}`,
			[]ports.AccountRow{{Line: 1, Email: "jane@example.com", PasswordHash: "x", EmailVerified: true, Language: "nl", Disabled: true, External: true}}, ""},
		{"null is nothing", `{"email":"a","password_hash":null}`, []ports.AccountRow{{Line: 1, Email: "a"}}, ""},
		{"spaces", " \t{ \"email\" : \"a\" } ", []ports.AccountRow{{Line: 1, Email: "a"}}, ""},
		{"name twice", `{"email":"a","email":"b"}`, nil, "1: a name is there twice"},
		{"name in capitals", `{"email":"a","EMAIL":"b"}`, nil, "1: a name is none of email, password_hash, email_verified, language, disabled and external"},
		{"truth as text", `{"email":"a","disabled":"true"}`, nil, "1" + wrongKind},
		{"number", `{"email":1}`, nil, "1" + wrongKind},
		{"array", `["a"]`, nil, "1" + wrongKind},
		{"two objects", `{"email":"a"}{"email":"b"}`, nil, "1: the line is not one JSON object"},
		{"cut off", `{"email":"a"`, nil, "1: the line is not one JSON object"},
		{"half a character", `{"email":"\ud800"}`, nil, "1: the line is not one JSON object"},
	} {
		t.Run(c.name, func(t *testing.T) {
			rows, faults := readAll(t, strings.NewReader("\ufeff"+c.line+"\r\n\n"+`{"email":"next"}`), "jsonl")
			want := append(slices.Clone(c.want), ports.AccountRow{Line: 3, Email: "next"})
			if !slices.Equal(rows, want) {
				t.Errorf("got %+v, want %+v", rows, want)
			}
			if got := strings.Join(faults, "\n"); got != c.fault {
				t.Errorf("fault %q, want %q", got, c.fault)
			}
		})
	}
}

func TestLineLength(t *testing.T) {
	fits := strings.Repeat("x", accountfile.MaxLineBytes)
	for _, end := range []string{"\n", "\r\n"} {
		text := "email" + end + fits + end + fits + "x" + end + strings.Repeat("y", 300<<10) + end + "last" + end
		rows, faults := readAll(t, strings.NewReader(text), "csv")
		if len(rows) != 2 || rows[0].Email != fits || rows[1] != (ports.AccountRow{Line: 5, Email: "last"}) {
			t.Errorf("%d rows, want the one that fits and the last", len(rows))
		}
		if want := []string{"3: the line is longer than 64 KiB", "4: the line is longer than 64 KiB"}; !slices.Equal(faults, want) {
			t.Errorf("faults %q, want %q", faults, want)
		}
	}
	rows, faults := readAll(t, strings.NewReader("email\n"+fits+"x"), "csv")
	if len(rows) != 0 || len(faults) != 1 {
		t.Errorf("%d rows and %q of a long last line", len(rows), faults)
	}
}

func TestHeaders(t *testing.T) {
	for text, want := range map[string]string{
		"":                          "the file is empty; its first line must name the columns",
		"\n\n":                      "the file is empty; its first line must name the columns",
		"email,phone\n":             `there is no column "phone"; the columns, separated by commas, are email, password_hash, email_verified, language, disabled and external`,
		"email;password_hash\n":     `there is no column "email;password_hash"; the columns, separated by commas, are email, password_hash, email_verified, language, disabled and external`,
		"Email\n":                   `there is no column "Email"; the columns, separated by commas, are email, password_hash, email_verified, language, disabled and external`,
		"email,email\n":             "the column email is there twice",
		"password_hash\n":           "the column email is missing; the columns, separated by commas, are email, password_hash, email_verified, language, disabled and external",
		`{"email":"jo@x.example"}`:  "the first line is a JSON object and names no columns; such a file needs --format jsonl",
		"jane@example.com,$2y\n":    "there is no column of such a name as the header has; the columns, separated by commas, are email, password_hash, email_verified, language, disabled and external",
		"email,\n":                  "there is no column of such a name as the header has; the columns, separated by commas, are email, password_hash, email_verified, language, disabled and external",
		"\"email\n":                 "the header line cannot be read: a quoted field does not end in its line",
		"\xff\xfee\x00":             "the header line cannot be read: the line is not text in UTF-8",
		strings.Repeat("e", 70_000): "the header line cannot be read: the line is longer than 64 KiB",
	} {
		_, err := accountfile.Files{}.Open(strings.NewReader(text), "csv")
		if err == nil || err.Error() != want {
			t.Errorf("Open(%.40q): %v\nwant %s", text, err, want)
		}
	}
	if _, err := (accountfile.Files{}).Open(strings.NewReader(""), "xlsx"); err == nil {
		t.Error("there is a format xlsx, want an error")
	}
}

func TestReadErrorEnds(t *testing.T) {
	broken := errors.New("the disk is gone")
	for _, format := range []string{"csv", "jsonl"} {
		for _, text := range []string{"email\n", "email\n" + strings.Repeat("x", 70<<10)} {
			in, err := accountfile.Files{}.Open(io.MultiReader(strings.NewReader(text), iotest.ErrReader(broken)), format)
			if err != nil {
				t.Fatal(err)
			}
			if format == "jsonl" {
				_, _ = in.Next() // the line that is a header in the other format
			}
			if _, err = in.Next(); !errors.Is(err, broken) {
				t.Errorf("%s: Next = %v, want the disk's error", format, err)
			}
		}
	}
	if _, err := (accountfile.Files{}).Open(iotest.ErrReader(broken), "csv"); !errors.Is(err, broken) {
		t.Errorf("Open = %v, want the disk's error", err)
	}
}

// FuzzCSV compares with the standard library's reader, which reads a quoted
// field beyond its line and is as strict otherwise.
func FuzzCSV(f *testing.F) {
	for _, line := range []string{"a,b", `"a","b"`, `"a""b",c`, `a"b,c`, `"a"b,c`, `"a,b`, ",", `"",""`, "a\rb,c", " a , b ", `"a\r",b`} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		if strings.Contains(line, "\n") || strings.HasSuffix(line, "\r") || len(line) > 1000 || strings.ToValidUTF8(line, "") != line {
			return
		}
		rows, faults := readAll(t, strings.NewReader("email,password_hash\n"+line+"\nnext@example.com,\n"), "csv")
		if last := rows[len(rows)-1]; last != (ports.AccountRow{Line: 3, Email: "next@example.com"}) {
			t.Errorf("%q spoils the row after it: %+v", line, last)
		}
		want, err := csv.NewReader(strings.NewReader(line)).Read()
		switch {
		case err == nil && len(want) == 2:
			if len(rows) != 2 || rows[0].Email != want[0] || rows[0].PasswordHash != want[1] {
				t.Errorf("%q: %+v, %q; want %q", line, rows, faults, want)
			}
		case len(rows) != 1:
			t.Errorf("%q: %+v, want none (%v)", line, rows[0], err)
		}
	})
}

func FuzzJSONLines(f *testing.F) {
	for _, line := range []string{`{"email":"a"}`, `{"email":"a","email":"b"}`, `{"emaİl":"a"}`, `null`, `{"disabled":1}`} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		if strings.Contains(line, "\n") {
			return
		}
		rows, faults := readAll(t, strings.NewReader("x\n"+line+"\n"+`{"email":"next"}`), "jsonl")
		if len(rows) == 0 || rows[len(rows)-1].Email != "next" || len(rows)+len(faults) > 3 {
			t.Errorf("%q: %+v and %q", line, rows, faults)
		}
	})
}

func BenchmarkCSV(b *testing.B) {
	line := "customer1234567@example.com,$2y$10$km5rl0QTV.dKDyZm8hx8penhptPBzMfuqA5uhnJjl7x6ESeKQ9V5K,true\n"
	text := "email,password_hash,email_verified\n" + strings.Repeat(line, 1000)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		in, err := accountfile.Files{}.Open(strings.NewReader(text), "csv")
		if err != nil {
			b.Fatal(err)
		}
		for err == nil {
			_, err = in.Next()
		}
	}
}
