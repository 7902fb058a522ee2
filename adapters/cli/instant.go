package cli

import "time"

// instant is a time as every JSON document shows it: RFC 3339 in UTC with
// milliseconds, which is as exact as the database is. All have the same length,
// so that they sort as texts.
type instant struct{ time.Time }

// MarshalJSON writes the time.
func (i instant) MarshalJSON() ([]byte, error) {
	return []byte(i.UTC().Format(`"2006-01-02T15:04:05.000Z"`)), nil
}
