package domain_test

import (
	"bufio"
	"bytes"
	"errors"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"latchkey/domain"
)

// noon is the moment most of these tests happen at.
var noon = time.Date(2031, time.March, 14, 12, 0, 0, 0, time.UTC)

var errEntropy = errors.New("entropy is gone")

// mustEmail parses an address a test relies on.
func mustEmail(t testing.TB, text string) domain.Email {
	t.Helper()
	email, err := domain.ParseEmail(text)
	if err != nil {
		t.Fatalf("ParseEmail(%q): %v", text, err)
	}
	return email
}

// tokenOf mints the token of exactly these bits.
func tokenOf(t testing.TB, bits [16]byte) domain.ResetToken {
	t.Helper()
	token, err := domain.MintResetToken(bytes.NewReader(bits[:]))
	if err != nil {
		t.Fatalf("MintResetToken: %v", err)
	}
	return token
}

// customer returns an account that may reset its password.
func customer(t testing.TB) domain.Account {
	t.Helper()
	return domain.Account{
		ID:         domain.AccountID{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12},
		ProjectID:  7,
		Email:      mustEmail(t, "Nora@shop.example"),
		CreatedAt:  noon.AddDate(-1, 0, 0),
		Generation: 41,
	}
}

// isProblem reports whether err is exactly this problem.
func isProblem(err error, want domain.Problem) bool {
	var got *domain.Problem
	return errors.As(err, &got) && *got == want
}

// vector is one row of a file in testdata.
type vector struct {
	line   int
	fields []string
}

// readVectors reads rows of fields that are separated by tabs, where each
// field is the inside of a Go string literal. Empty lines and lines that start
// with # are skipped.
func readVectors(t testing.TB, path string) []vector {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var vectors []vector
	lines := bufio.NewScanner(file)
	for n := 1; lines.Scan(); n++ {
		if lines.Text() == "" || lines.Text()[0] == '#' {
			continue
		}
		row := vector{line: n}
		for field := range strings.SplitSeq(lines.Text(), "\t") {
			text, err := strconv.Unquote(`"` + field + `"`)
			if err != nil {
				t.Fatalf("%s:%d: field %q: %v", path, n, field, err)
			}
			row.fields = append(row.fields, text)
		}
		vectors = append(vectors, row)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return vectors
}
