package sqlite

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"latchkey/domain"
)

// scanner is a *sql.Row or *sql.Rows.
type scanner interface{ Scan(into ...any) error }

var errUnreadable = errors.New("the database holds a value this program cannot read")

// accountRow receives accountColumns.
type accountRow struct {
	id                           []byte
	project                      int64
	email, hash                  string
	language                     sql.NullString
	mutedUntil                   sql.NullInt64
	verified, disabled, external bool
	generation, created          int64
}

func (r *accountRow) into() []any {
	return []any{&r.id, &r.project, &r.email, &r.verified, &r.hash, &r.disabled, &r.external, &r.generation, &r.created,
		&r.language, &r.mutedUntil}
}

func (r *accountRow) account() (domain.Account, error) {
	email, err := domain.ParseEmail(r.email)
	if err != nil || len(r.id) != len(domain.AccountID{}) {
		return domain.Account{}, fmt.Errorf("account: %w", errUnreadable)
	}
	return domain.Account{
		ID: domain.AccountID(r.id), ProjectID: domain.ProjectID(r.project), Email: email, EmailVerified: r.verified,
		PasswordHash: domain.PasswordHash(r.hash), Disabled: r.disabled, External: r.external,
		Generation: r.generation, CreatedAt: fromMillis(r.created),
		Language: storedLanguage(r.language.String), MutedUntil: fromNullableMillis(r.mutedUntil),
	}, nil
}

func scanAccount(row scanner, before ...any) (domain.Account, error) {
	var r accountRow
	if err := row.Scan(append(before, r.into()...)...); err != nil {
		return domain.Account{}, err
	}
	return r.account()
}

func fromMillis(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

// nullableMillis stores the zero time as NULL.
func nullableMillis(t time.Time) sql.NullInt64 {
	return sql.NullInt64{Int64: t.UnixMilli(), Valid: !t.IsZero()}
}

func fromNullableMillis(ms sql.NullInt64) time.Time {
	if !ms.Valid {
		return time.Time{}
	}
	return fromMillis(ms.Int64)
}

// storedLanguage reads a language; one that this program does not speak is none.
func storedLanguage(text string) domain.Language {
	language, err := domain.ParseLanguage(text)
	if err != nil {
		return ""
	}
	return language
}

// storedEmail reads an address; the empty text is none.
func storedEmail(text string) (domain.Email, error) {
	if text == "" {
		return domain.Email{}, nil
	}
	email, err := domain.ParseEmail(text)
	if err != nil {
		return domain.Email{}, fmt.Errorf("address: %w", errUnreadable)
	}
	return email, nil
}

// storedURL reads a URL that ParseWebURL has written; the empty text is none.
func storedURL(text string) (domain.WebURL, error) {
	if text == "" {
		return domain.WebURL{}, nil
	}
	u, err := domain.ParseWebURL(text)
	if err != nil {
		return domain.WebURL{}, fmt.Errorf("URL: %w", errUnreadable)
	}
	return u, nil
}
