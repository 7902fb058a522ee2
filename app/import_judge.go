package app

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"strconv"

	"latchkey/domain"
	"latchkey/ports"
)

// addressKey stands for an address: a digest, so that a million of them take
// little memory. Two addresses sharing one is less likely than a broken disk.
type addressKey [16]byte

// judge makes an account of a row, or says why not. An error means that no row
// can be judged.
func (r *importRun) judge(row ports.AccountRow) (account domain.Account, reason string, err error) {
	email, reason := emailOf(row)
	if reason != "" {
		return domain.Account{}, reason, nil
	}
	var language domain.Language
	if row.Language != "" {
		if language, err = domain.ParseLanguage(row.Language); err != nil {
			return domain.Account{}, "language is none that mails are written in", nil
		}
	}
	hash := domain.PasswordHash(row.PasswordHash)
	format, err := r.formatOf(hash)
	if err != nil {
		return domain.Account{}, "password_hash " + err.Error(), nil
	}
	if line, twice := r.firstLine(email, row.Line); twice {
		return domain.Account{}, "email is the same as in line " + strconv.Itoa(line), nil
	}
	r.slowest = max(r.slowest, format.Cost)
	id, err := domain.MintAccountID(r.Entropy)
	if err != nil {
		return domain.Account{}, "", fmt.Errorf("mint account id: %w", err)
	}
	return domain.Account{
		ID: id, ProjectID: r.project, Email: email, EmailVerified: row.EmailVerified, PasswordHash: hash,
		Disabled: row.Disabled, External: row.External, CreatedAt: r.Now(), Language: language,
	}, "", nil
}

func emailOf(row ports.AccountRow) (email domain.Email, reason string) {
	email, err := domain.ParseEmail(row.Email)
	switch {
	case row.Email == "":
		return domain.Email{}, "email is missing"
	case domain.ReasonOf(err) == domain.TooLong:
		return domain.Email{}, "email is too long"
	case err != nil:
		return domain.Email{}, "email is not one address such as jane@example.com"
	}
	return email, ""
}

// formatOf asks all readers. The empty hash is nobody's and needs none.
func (r *importRun) formatOf(hash domain.PasswordHash) (ports.HashFormat, error) {
	if hash == "" {
		return ports.HashFormat{}, nil
	}
	for _, reader := range r.Hashes {
		if format, err := reader.Read(hash); !errors.Is(err, ports.ErrHashUnknown) {
			return format, err
		}
	}
	return ports.HashFormat{}, ports.ErrHashUnknown
}

// firstLine remembers where an address was first, and says so the next time.
func (r *importRun) firstLine(email domain.Email, line int) (first int, twice bool) {
	sum := sha256.Sum256([]byte(email.Canonical()))
	key := addressKey(sum[:16])
	if first, twice = r.seen[key]; !twice {
		r.seen[key] = line
	}
	return first, twice
}
