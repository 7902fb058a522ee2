package accountfile

import (
	"errors"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"latchkey/ports"
)

// jsonLines reads one JSON object a line.
type jsonLines struct{ lines *lines }

// jsonRow is a line. Names are taken as they are spelled here only, and once.
type jsonRow struct {
	Email         string `json:"email"`
	PasswordHash  string `json:"password_hash"`
	EmailVerified bool   `json:"email_verified"`
	Language      string `json:"language"`
	Disabled      bool   `json:"disabled"`
	External      bool   `json:"external"`
}

// Next implements ports.AccountRows.
func (j *jsonLines) Next() (ports.AccountRow, error) {
	line, err := j.lines.next()
	if err != nil {
		return ports.AccountRow{}, err
	}
	var row jsonRow
	if err := json.Unmarshal(line, &row, json.RejectUnknownMembers(true)); err != nil {
		return ports.AccountRow{}, j.lines.fault(inWords(err))
	}
	return ports.AccountRow{
		Line: j.lines.number, Email: row.Email, PasswordHash: row.PasswordHash, EmailVerified: row.EmailVerified,
		Language: row.Language, Disabled: row.Disabled, External: row.External,
	}, nil
}

// inWords says what is wrong without a word of the line.
func inWords(err error) string {
	var meaning *json.SemanticError
	switch {
	case errors.Is(err, json.ErrUnknownName):
		return "a name is none of " + columnNames
	case errors.Is(err, jsontext.ErrDuplicateName):
		return "a name is there twice"
	case errors.As(err, &meaning):
		return "a value is not of the right kind: true or false for email_verified, disabled and external, text for the others"
	}
	return "the line is not one JSON object"
}
