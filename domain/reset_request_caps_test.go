package domain_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"latchkey/domain"
)

// TestMailCapsHold simulates requests at random times and holds what the caps
// promise: never a flood, and never silence.
func TestMailCapsHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		caps := rapid.SampledFrom([]domain.MailCaps{
			domain.DefaultMailCaps(), {Hourly: 60, Daily: 600}, {Hourly: 1, Daily: 1}, {Hourly: 2, Daily: 3}, {Hourly: 5, Daily: 4},
		}).Draw(t, "caps")
		gaps := rapid.SliceOfN(rapid.OneOf(
			rapid.Int64Range(0, int64(2*time.Minute)),
			rapid.Int64Range(0, int64(90*time.Minute)),
			rapid.SampledFrom([]int64{
				0, int64(time.Millisecond), int64(time.Minute) - 1, int64(time.Minute), int64(20 * time.Minute),
				int64(time.Hour) - 1, int64(time.Hour), int64(time.Hour) + 1, int64(8 * time.Hour), int64(24 * time.Hour),
			}),
		), 1, 200).Draw(t, "gaps")
		account := domain.Account{ID: domain.AccountID{1}}
		s := simulation{caps: caps}
		for _, gap := range gaps {
			s.now = s.now.Add(time.Duration(gap))
			if rapid.IntRange(0, 9).Draw(t, "change") == 0 {
				account.SetPassword("new")
			}
			s.request(t, account)
		}
	})
}

// TestMailCapsUnderSiege asks every ten seconds for two days.
func TestMailCapsUnderSiege(t *testing.T) {
	s := simulation{caps: domain.DefaultMailCaps()}
	account := domain.Account{ID: domain.AccountID{1}}
	for range 2 * 24 * 60 * 6 {
		s.now = s.now.Add(10 * time.Second)
		s.request(t, account)
	}
	// 3 in each of the first three hours, the tenth in the fourth, and then one
	// an hour: never fewer than 24 a day, which is what a victim can count on.
	if got, want := len(s.sent(48*time.Hour)), 54; got != want {
		t.Errorf("%d mails in two days, want %d", got, want)
	}
	if got, want := len(s.sent(24*time.Hour)), 24; got != want {
		t.Errorf("%d mails on the second day, want %d", got, want)
	}
}

// TestMailCapsAfterClockSetBack holds threat F14: mails dated in a future that
// never came neither silence an account nor lift the caps.
func TestMailCapsAfterClockSetBack(t *testing.T) {
	account := domain.Account{ID: domain.AccountID{1}}
	for _, back := range []time.Duration{time.Second, time.Minute, time.Hour, 24 * time.Hour, 365 * 24 * time.Hour} {
		s := simulation{caps: domain.DefaultMailCaps(), now: noon}
		for range 120 {
			s.now = s.now.Add(30 * time.Second)
			s.request(t, account)
		}
		before := len(s.mails)
		s.now = s.now.Add(-back)
		changed := s.now
		for range 180 {
			s.now = s.now.Add(30 * time.Second)
			s.decide(account)
		}
		mails := len(s.mails) - before
		if mails == 0 || mails > 2*(domain.DefaultMailCaps().Hourly+1) {
			t.Errorf("set back %s: %d mails in the 90 minutes after %v", back, mails, changed)
		}
	}
}

// simulation sends the mails that StateFor grants.
type simulation struct {
	caps  domain.MailCaps
	now   time.Time
	mails []domain.LinkMail
}

// sent returns the mails of the last while, as a store would.
func (s *simulation) sent(while time.Duration) []domain.LinkMail {
	var mails []domain.LinkMail
	for _, mail := range s.mails {
		if s.now.Sub(mail.MadeAt) < while {
			mails = append(mails, mail)
		}
	}
	return mails
}

func (s *simulation) decide(account domain.Account) domain.RequestState {
	state, _ := domain.ResetRequest{RequestedAt: s.now}.StateFor(account, s.sent(24*time.Hour), s.caps, s.now)
	if state == domain.RequestMailed {
		s.mails = append(s.mails, domain.LinkMail{MadeAt: s.now, Generation: account.Generation})
	}
	return state
}

// request decides on a request at now and checks what the caps promise.
func (s *simulation) request(t rapid.TB, account domain.Account) {
	t.Helper()
	hour, day := s.sent(time.Hour), s.sent(24*time.Hour)
	switch state := s.decide(account); state {
	case domain.RequestMailed:
		if len(hour)+1 > s.caps.Hourly {
			t.Fatalf("mail %d within an hour", len(hour)+1)
		}
		if len(day) >= s.caps.Daily && len(hour) > 0 {
			t.Fatalf("mail %d of the day, the %d. of the hour", len(day)+1, len(hour)+1)
		}
	case domain.RequestFolded:
		if last := hour[len(hour)-1]; s.now.Sub(last.MadeAt) >= time.Minute || last.Generation != account.Generation {
			t.Fatalf("folded into a mail of %v, generation %d", last.MadeAt, last.Generation)
		}
	case domain.RequestOverLimit:
		if len(hour) < s.caps.Hourly && (len(day) < s.caps.Daily || len(hour) == 0) {
			t.Fatalf("silenced after %d mails this hour and %d today", len(hour), len(day))
		}
		if s.now.Sub(hour[0].MadeAt) >= time.Hour {
			t.Fatalf("silent since %v", hour[0].MadeAt)
		}
	default:
		t.Fatalf("state %s", state)
	}
}
