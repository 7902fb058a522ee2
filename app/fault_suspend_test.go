package app_test

import (
	"errors"
	"testing"
	"time"

	"latchkey/adapters/ratewindows"
	"latchkey/app"
	"latchkey/domain"
)

// TestTwoHoursOfSleep (fault F32): the machine is suspended, during which its
// monotonic clock stands still, or the process is stopped, during which it does
// not. Links have expired, no link leaves for a request from before, a claimed
// mail is not stuck, and nobody gets more than without the sleep.
func TestTwoHoursOfSleep(t *testing.T) {
	for name, elapses := range map[string]bool{"host suspended": false, "process stopped": true} {
		t.Run(name, func(t *testing.T) {
			s := newSleeper(t, elapses)
			before := s.link("live@example.com")
			s.spendAll()
			s.fallAsleepAtWork()
			if got := s.state(before); got != domain.TokenExpired {
				t.Errorf("a link of two hours ago is %v, want expired", got)
			}
			if err := s.complete(before, "a brand new one"); !errors.Is(err, domain.TokenRejected) {
				t.Errorf("a reset with a link of two hours ago: %v, want domain.TokenRejected", err)
			}
			for range 8 {
				for _, mail := range s.work() {
					if mail.Subject == string(domain.ResetLinkMail) {
						t.Errorf("a link leaves for a request of two hours ago, to %s", mail.To.LocalPart())
					}
				}
				s.pass(15 * time.Minute)
			}
			if _, waiting, err := s.store.Timeline().Waiting(t.Context(), 1); err != nil || waiting != 0 {
				t.Errorf("%d mails are stuck, %v", waiting, err)
			}
			if got := s.notices(); got != 1 {
				t.Errorf("%d change notices, want the one that waited", got)
			}
			s.noBurst()
		})
	}
}

// sleeper is a house whose machine may fall asleep.
type sleeper struct {
	*house
	budgets *app.Budgets
	elapsed time.Duration // as the monotonic clock shows
	elapses bool          // while asleep
}

func newSleeper(t *testing.T, elapses bool) *sleeper {
	s := &sleeper{house: newHouse(t), elapses: elapses}
	steady := app.NewSteadyClock(s.clock.Now, func() time.Duration { return s.elapsed })
	s.resets.Now, s.deliveries.Now, s.accounts.Now = steady.Now, steady.Now, steady.Now
	s.budgets = &app.Budgets{Environment: s.resets.Environment, Windows: ratewindows.New(1000)}
	for _, name := range []string{"live", "changed", "hung", "sending", "claimed", "again", "admitted", "accepted"} {
		s.addAccount(1, name+"@example.com", "the old password")
	}
	return s
}

func (s *sleeper) pass(d time.Duration) {
	s.elapsed += d
	s.clock.advance(d)
}

func (s *sleeper) sleep() {
	const night = 2 * time.Hour
	s.clock.advance(night)
	if s.elapses {
		s.elapsed += night
	}
}

// allowed is what the budget of a caller and the caps of an account are tried with.
var allowed = app.Budget{Name: "forgot", Rule: domain.RateRule{Limit: 60, Per: time.Minute}}

func (s *sleeper) spendAll() {
	for range allowed.Rule.Limit {
		s.budgets.Spend(allowed, "192.0.2.1")
	}
}

// fallAsleepAtWork has requests and mails at every point of their way when the
// machine falls asleep: one mail is with a sender that never comes back, one is
// being sent, one is claimed, one waits for another attempt, one was never
// tried, one notice waits, and one request nobody has looked at.
func (s *sleeper) fallAsleepAtWork() {
	s.t.Helper()
	token := s.link("changed@example.com")
	hung := &hangingMailer{reached: make(chan domain.Mail, 1), release: make(chan struct{})}
	hanging := newerHouse(s.house)
	hanging.Mailer = hung
	s.ask("hung@example.com")
	_, err := hanging.AdmitDue(s.t.Context())
	must(s.t, err)
	ended := make(chan error, 1)
	go func() {
		_, err := hanging.DeliverDue(s.t.Context())
		ended <- err
	}()
	<-hung.reached
	s.t.Cleanup(func() {
		close(hung.release)
		must(s.t, <-ended)
	})
	must(s.t, s.complete(token, "a brand new one"))
	s.mailer.setFate(func(domain.Mail) (bool, error) { return false, errRelay })
	s.ask("again@example.com")
	s.work() // the notice is to be tried again, too
	s.mailer.setFate(func(domain.Mail) (bool, error) {
		s.mailer.fate = nil // the mailer is held by this mail
		s.ask("admitted@example.com")
		_, err := s.deliveries.AdmitDue(s.t.Context())
		must(s.t, err)
		s.ask("accepted@example.com")
		s.sleep()
		return false, errUnreachable // no connection lives through such a night
	})
	s.ask("sending@example.com")
	s.ask("claimed@example.com")
	_, err = s.deliveries.AdmitDue(s.t.Context())
	must(s.t, err)
	_, err = s.deliveries.DeliverDue(s.t.Context())
	must(s.t, err)
	s.mailer.setFate(nil)
}

func (s *sleeper) notices() int {
	n := 0
	for _, mail := range s.mailer.sent() {
		if mail.Subject == string(domain.PasswordChangedMail) {
			n++
		}
	}
	return n
}

// noBurst: after the sleep a caller has one allowance, not two, and an account
// its three mails an hour.
func (s *sleeper) noBurst() {
	s.t.Helper()
	got := 0
	for range 3 * allowed.Rule.Limit {
		if s.budgets.Spend(allowed, "192.0.2.1").Allowed {
			got++
		}
	}
	if got != allowed.Rule.Limit {
		s.t.Errorf("%d calls in the first minute, want %d", got, allowed.Rule.Limit)
	}
	mails := 0
	for range 59 {
		s.ask("live@example.com")
		mails += len(s.work())
		s.pass(time.Minute)
	}
	if want := domain.DefaultMailCaps().Hourly; mails != want {
		s.t.Errorf("%d mails in the hour after, want %d", mails, want)
	}
}
