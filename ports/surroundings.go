package ports

import (
	"context"
	"time"
)

// TXTRecords asks the domain name system, as net.Resolver does.
type TXTRecords interface {
	// LookupTXT returns the TXT records of name; none is an error.
	LookupTXT(ctx context.Context, name string) ([]string, error)
}

// RelayKnocker looks whether the relay would take a mail, without sending one.
type RelayKnocker interface {
	// Knock connects, secures the connection and signs in as Mailer.Send would,
	// tells each step as the relay has answered it, and takes leave.
	Knock(ctx context.Context, tell func(RelayStep)) error
}

// Surroundings are what the program runs on, as far as a doctor can look.
type Surroundings interface {
	// FreeBytes returns how much room is left where the database is.
	FreeBytes(ctx context.Context) (uint64, error)

	// Verify returns what is wrong inside the database, in words; nothing if
	// all is well.
	Verify(ctx context.Context) ([]string, error)

	// NewestRow returns when the newest reset request was made, by the clock of
	// that moment; the zero time if there is none.
	NewestRow(ctx context.Context) (time.Time, error)

	// Fetch asks for a URL and returns the status of the answer. It follows no
	// redirect.
	Fetch(ctx context.Context, url string) (status int, err error)
}
