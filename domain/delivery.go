package domain

import (
	"encoding/hex"
	"fmt"
	"io"
	"time"
)

// DeliveryID names a delivery. It is random, so that a Message-ID made of it
// tells nobody how many mails there were.
type DeliveryID [12]byte

// MintDeliveryID draws a new id from entropy.
func MintDeliveryID(entropy io.Reader) (DeliveryID, error) {
	var id DeliveryID
	if _, err := io.ReadFull(entropy, id[:]); err != nil {
		return DeliveryID{}, fmt.Errorf("mint delivery id: %w", err)
	}
	return id, nil
}

// ParseDeliveryID reads 24 lower-case hexadecimal digits.
func ParseDeliveryID(text string) (DeliveryID, error) {
	var id DeliveryID
	if len(text) == hex.EncodedLen(len(id)) {
		if _, err := hex.Decode(id[:], []byte(text)); err == nil && id.String() == text {
			return id, nil
		}
	}
	return DeliveryID{}, Refuse("delivery", Malformed)
}

// String returns the id as 24 hexadecimal digits.
func (id DeliveryID) String() string { return hex.EncodeToString(id[:]) }

// MarshalText returns what String does, for structured logs.
func (id DeliveryID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// DeliveryKind says what a mail is for.
type DeliveryKind string

// The kinds of mail.
const (
	ResetLinkMail       DeliveryKind = "reset_link"
	PasswordChangedMail DeliveryKind = "password_changed"
	TestMail            DeliveryKind = "test" // an operator tries the relay; never in the outbox
)

// DeliveryState says where a delivery stands. Nobody can know that a mail was
// read, or even arrived: the last thing seen of it is the relay taking it.
type DeliveryState string

// The states of a delivery. All but Waiting are final.
const (
	DeliveryWaiting    DeliveryState = "waiting"
	DeliveryHandedOver DeliveryState = "handed_over" // the relay took it
	DeliveryRefused    DeliveryState = "refused"     // the relay refused it for good
	DeliveryGivenUp    DeliveryState = "given_up"    // its last attempt failed
	DeliveryDropped    DeliveryState = "dropped"     // overtaken by events: its account changed meanwhile
)

// Delivery is one mail to be sent, kept in the outbox until it is settled.
type Delivery struct {
	ID         DeliveryID
	Kind       DeliveryKind
	ProjectID  ProjectID
	AccountID  AccountID
	RequestID  RequestID // the reset request it answers; 0 for a change notice
	Generation int64     // of the account when the delivery was made
	MadeAt     time.Time
	AskedAt    time.Time // when the reset request was made; zero for a change notice
	DueAt      time.Time // when to try next; while claimed, when the lease ends
	Attempts   int       // begun so far, the running one included
	Ambiguous  int       // of them, those after which nobody knew whether the relay had taken the mail
}

// NewDelivery returns a delivery of kind to account, due at once. request is
// the one it answers; zero for a change notice.
func NewDelivery(entropy io.Reader, kind DeliveryKind, account Account, request ResetRequest, now time.Time) (Delivery, error) {
	id, err := MintDeliveryID(entropy)
	if err != nil {
		return Delivery{}, err
	}
	return Delivery{
		ID: id, Kind: kind, ProjectID: account.ProjectID, AccountID: account.ID, RequestID: request.ID,
		Generation: account.Generation, AskedAt: request.RequestedAt, MadeAt: now, DueAt: now,
	}, nil
}

// StateFor returns DeliveryWaiting if d may be sent to account at now, else
// what becomes of it. A link is not wanted once the account changed in a way
// that ends links, or once its request is as old as a link may get.
func (d Delivery) StateFor(account Account, now time.Time) DeliveryState {
	switch {
	case d.Attempts > MaxAttempts(d.Kind):
		return DeliveryGivenUp // every attempt ended the sender, or its lease: one more would, too
	case d.Kind != ResetLinkMail:
		return DeliveryWaiting
	case !account.MayReset() || account.Generation != d.Generation:
		return DeliveryDropped
	case now.Sub(d.AskedAt) >= ResetTokenLifetime:
		return DeliveryGivenUp
	}
	return DeliveryWaiting
}

// linkAttempts are the times after MadeAt at which a link mail is tried.
var linkAttempts = []time.Duration{
	0, 15 * time.Second, time.Minute, 3 * time.Minute, 6 * time.Minute,
	11 * time.Minute, 20 * time.Minute, 35 * time.Minute, 50 * time.Minute,
}

// maxAttempts bounds the attempts at a change notice, which is tried hourly
// after the times of a link mail until it is 24 hours old: it still matters
// tomorrow.
const maxAttempts = 33

// MaxAttempts returns how many attempts at a mail of the kind there may be.
func MaxAttempts(kind DeliveryKind) int {
	if kind == ResetLinkMail {
		return len(linkAttempts)
	}
	return maxAttempts
}

// NextAttempt returns when to try again after d.Attempts failed, or false if d
// is to be given up. spread in [0,1) moves the time by up to a fifth either
// way, so that mails which failed together do not come back together.
func (d Delivery) NextAttempt(now time.Time, spread float64) (time.Time, bool) {
	var after time.Duration
	switch {
	case d.Attempts < len(linkAttempts):
		after = linkAttempts[d.Attempts]
	case d.Kind == ResetLinkMail || d.Attempts >= maxAttempts:
		return time.Time{}, false
	default:
		after = time.Duration(d.Attempts-len(linkAttempts)+1) * time.Hour
	}
	wait := min(d.MadeAt.Add(after).Sub(now), after) // a clock set back must not stretch it
	if shortest := linkAttempts[1]; wait < shortest {
		wait = shortest // late already, after an outage or a lost lease: still no hammering
	}
	return now.Add(wait + time.Duration((spread-0.5)*0.4*float64(wait))), true
}

// Ending says how an attempt leaves its delivery.
type Ending struct {
	State  DeliveryState
	DueAt  time.Time // when to try again; only for DeliveryWaiting
	Counts bool      // whether the attempt counts as one of the delivery's
}

// EndingAfter returns what becomes of d after an attempt that met a fault of
// class. Nothing the relay does to everybody counts against a mail. One that
// may have arrived is sent once more: better twice than not at all, and better
// given up than three times.
func (d Delivery) EndingAfter(class FaultClass, now time.Time, spread float64) Ending {
	switch class {
	case FaultRefused:
		return Ending{State: DeliveryRefused, Counts: true}
	case FaultRelay:
		return Ending{State: DeliveryWaiting, DueAt: now.Add(ProbeEvery)}
	case FaultAmbiguous:
		if d.Ambiguous > 0 {
			return Ending{State: DeliveryGivenUp, Counts: true}
		}
	}
	due, again := d.NextAttempt(now, spread)
	if !again {
		return Ending{State: DeliveryGivenUp, Counts: true}
	}
	return Ending{State: DeliveryWaiting, DueAt: due, Counts: true}
}
