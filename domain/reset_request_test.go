package domain_test

import (
	"slices"
	"testing"
	"time"

	"latchkey/domain"
)

// mailsAged returns link mails of the given ages, made to the account as it is.
func mailsAged(account domain.Account, now time.Time, ages ...time.Duration) []domain.LinkMail {
	var mails []domain.LinkMail
	for _, age := range ages {
		mails = append(mails, domain.LinkMail{MadeAt: now.Add(-age), Generation: account.Generation})
	}
	return mails
}

func TestStateFor(t *testing.T) {
	const (
		s, m, h = time.Second, time.Minute, time.Hour
		ms      = time.Millisecond
	)
	each := func(from, step time.Duration, n int) []time.Duration {
		var ages []time.Duration
		for i := range n {
			ages = append(ages, from+time.Duration(i)*step)
		}
		return ages
	}
	tests := []struct {
		name string
		ages []time.Duration // of the earlier link mails
		want domain.RequestState
	}{
		{"the first", nil, domain.RequestMailed},
		{"one just now", []time.Duration{0}, domain.RequestFolded},
		{"one 1 s ago", []time.Duration{s}, domain.RequestFolded},
		{"one 59.999 s ago", []time.Duration{60*s - ms}, domain.RequestFolded},
		{"one 60.000 s ago", []time.Duration{60 * s}, domain.RequestMailed},
		{"one 60.001 s ago", []time.Duration{60*s + ms}, domain.RequestMailed},
		{"one 1 s ahead", []time.Duration{-s}, domain.RequestFolded},
		{"one 60 s ahead", []time.Duration{-m}, domain.RequestFolded},
		{"one 60.001 s ahead", []time.Duration{-m - ms}, domain.RequestMailed},
		{"one a year ahead", []time.Duration{-365 * 24 * h}, domain.RequestMailed},
		{"twenty a year ahead", each(-365*24*h, m, 20), domain.RequestMailed},
		{"twenty a year ahead and three real ones", append(each(-365*24*h, m, 20), 5*m, 6*m, 7*m), domain.RequestOverLimit},

		{"two this hour", []time.Duration{5 * m, 10 * m}, domain.RequestMailed},
		{"three this hour", []time.Duration{5 * m, 10 * m, 15 * m}, domain.RequestOverLimit},
		{"three this hour, the oldest 59:59.999", []time.Duration{5 * m, 10 * m, h - ms}, domain.RequestOverLimit},
		{"three, the oldest 60:00.000", []time.Duration{5 * m, 10 * m, h}, domain.RequestMailed},
		{"three this hour, the newest just now", []time.Duration{0, 10 * m, 15 * m}, domain.RequestFolded},
		{"three this hour, the newest 60 s ago", []time.Duration{m, 10 * m, 15 * m}, domain.RequestOverLimit},
		{"four this hour", each(5*m, m, 4), domain.RequestOverLimit},

		{"nine today, none this hour", each(h, h, 9), domain.RequestMailed},
		{"nine today, one this hour", each(30*m, h, 9), domain.RequestMailed},
		{"nine today, two this hour", append(each(2*h, h, 7), 5*m, 6*m), domain.RequestMailed},
		{"ten today, none this hour", each(h, h, 10), domain.RequestMailed},
		{"ten today, one this hour", each(30*m, h, 10), domain.RequestOverLimit},
		{"ten today, one 59:59.999 ago", append(each(2*h, h, 9), h-ms), domain.RequestOverLimit},
		{"ten today, the newest 60:00.000 ago", append(each(2*h, h, 9), h), domain.RequestMailed},
		{"ten, the oldest 23:59:59.999 ago", append(each(30*m, h, 9), 24*h-ms), domain.RequestOverLimit},
		{"ten, the oldest 24:00:00.000 ago", append(each(30*m, h, 9), 24*h), domain.RequestMailed},
		{"eleven today, none this hour", each(h, h, 11), domain.RequestMailed},
		{"twenty-three today, one an hour", each(h, h, 23), domain.RequestMailed},
		{"twenty-three today, one this hour", each(30*m, h, 23), domain.RequestOverLimit},
		{"a hundred last week", each(25*h, h, 100), domain.RequestMailed},
	}
	account := customer(t)
	request := domain.ResetRequest{ID: 1, ProjectID: 7, Email: account.Email, Channel: domain.ViaWebshop, RequestedAt: noon}
	for _, test := range tests {
		earlier := mailsAged(account, noon, test.ages...)
		if got, _ := request.StateFor(account, earlier, domain.DefaultMailCaps(), noon); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
		slices.Reverse(earlier)
		if got, _ := request.StateFor(account, earlier, domain.DefaultMailCaps(), noon); got != test.want {
			t.Errorf("%s, newest last: %s, want %s", test.name, got, test.want)
		}
	}
}

func TestStateForCaps(t *testing.T) {
	if want := (domain.MailCaps{Hourly: 3, Daily: 10}); domain.DefaultMailCaps() != want {
		t.Errorf("DefaultMailCaps() = %+v, want %+v", domain.DefaultMailCaps(), want)
	}
	if domain.FoldWithin != time.Minute {
		t.Errorf("FoldWithin = %s, want a minute", domain.FoldWithin)
	}
	demo := domain.MailCaps{Hourly: 60, Daily: 600}
	tests := []struct {
		name         string
		caps         domain.MailCaps
		hour, before int // mails this hour, and on this day before
		want         domain.RequestState
	}{
		{"demo, 59 this hour", demo, 59, 0, domain.RequestMailed},
		{"demo, 60 this hour", demo, 60, 0, domain.RequestOverLimit},
		{"demo, 599 today", demo, 59, 540, domain.RequestMailed},
		{"demo, 600 today", demo, 59, 541, domain.RequestOverLimit},
		{"demo, 600 today, none this hour", demo, 0, 600, domain.RequestMailed},
		{"demo, 599 today, one this hour", demo, 1, 598, domain.RequestMailed},
		{"demo, 600 today, one this hour", demo, 1, 599, domain.RequestOverLimit},
		{"one an hour", domain.MailCaps{Hourly: 1, Daily: 1}, 0, 30, domain.RequestMailed},
		{"one an hour, had", domain.MailCaps{Hourly: 1, Daily: 1}, 1, 0, domain.RequestOverLimit},
		{"no mails at all", domain.MailCaps{}, 0, 0, domain.RequestOverLimit},
	}
	account := customer(t)
	for _, test := range tests {
		var earlier []domain.LinkMail
		for i := range test.hour {
			earlier = append(earlier, mailsAged(account, noon, time.Minute+time.Duration(i)*time.Second)...)
		}
		for i := range test.before {
			earlier = append(earlier, mailsAged(account, noon, time.Hour+time.Duration(i)*time.Second)...)
		}
		got, _ := domain.ResetRequest{RequestedAt: noon}.StateFor(account, earlier, test.caps, noon)
		if got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

func TestStateForAccount(t *testing.T) {
	const h, ms = time.Hour, time.Millisecond
	tests := []struct {
		name   string
		change func(*domain.Account)
		age    time.Duration // of the request
		mails  []time.Duration
		want   domain.RequestState
	}{
		{"active", nil, 0, nil, domain.RequestMailed},
		{"disabled", (*domain.Account).Disable, 0, nil, domain.RequestNoAccount},
		{"disabled, a mail on its way", (*domain.Account).Disable, 0, []time.Duration{1}, domain.RequestNoAccount},
		{"disabled and stale", (*domain.Account).Disable, 2 * h, nil, domain.RequestNoAccount},
		{"enabled again", func(a *domain.Account) { a.Disable(); a.Enable() }, 0, nil, domain.RequestMailed},
		{"external", func(a *domain.Account) { a.External = true }, 0, nil, domain.RequestNoAccount},
		{"59:59.999 old", nil, h - ms, nil, domain.RequestMailed},
		{"60:00.000 old", nil, h, nil, domain.RequestStale},
		{"a day old", nil, 24 * h, nil, domain.RequestStale},
		{"stale, a mail on its way", nil, h, []time.Duration{1}, domain.RequestStale},
		{"stale, over the limit", nil, h, []time.Duration{2 * time.Minute, 3 * time.Minute, 4 * time.Minute}, domain.RequestStale},
		{"from the future", nil, -h, nil, domain.RequestMailed},

		// A mail that died with a change of the account serves nobody, but counts.
		{"a mail before the password changed", func(a *domain.Account) { a.SetPassword("new") }, 0, []time.Duration{1}, domain.RequestMailed},
		{"a mail before the reset", func(a *domain.Account) { a.CompleteReset("new") }, 0, []time.Duration{1}, domain.RequestMailed},
		{"a mail before the e-mail changed", func(a *domain.Account) { a.ChangeEmail(a.Email) }, 0, []time.Duration{1}, domain.RequestMailed},
		{"three mails before the password changed", func(a *domain.Account) { a.SetPassword("new") }, 0, []time.Duration{1, 2, 3}, domain.RequestOverLimit},
	}
	for _, test := range tests {
		account := customer(t)
		earlier := mailsAged(account, noon, test.mails...)
		if test.change != nil {
			test.change(&account)
		}
		request := domain.ResetRequest{RequestedAt: noon.Add(-test.age)}
		if got, _ := request.StateFor(account, earlier, domain.DefaultMailCaps(), noon); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
	account := customer(t)
	earlier := mailsAged(account, noon, 10*time.Second)
	earlier[0].Generation++ // restored from a backup
	if got, _ := (domain.ResetRequest{RequestedAt: noon}).StateFor(account, earlier, domain.DefaultMailCaps(), noon); got != domain.RequestMailed {
		t.Errorf("a mail of a later generation: %s, want %s", got, domain.RequestMailed)
	}
}

func TestStateForMutedAndFolded(t *testing.T) {
	account := customer(t)
	request := domain.ResetRequest{RequestedAt: noon}
	onItsWay := []domain.LinkMail{{ID: domain.DeliveryID{7}, MadeAt: noon.Add(-time.Second), Generation: account.Generation}}
	if state, into := request.StateFor(account, onItsWay, domain.DefaultMailCaps(), noon); state != domain.RequestFolded || into != onItsWay[0].ID {
		t.Errorf("got %s into %s, want it folded into %s", state, into, onItsWay[0].ID)
	}
	account.Disown(noon)
	for age, want := range map[time.Duration]domain.RequestState{
		0: domain.RequestMuted, 24*time.Hour - 1: domain.RequestMuted, 24 * time.Hour: domain.RequestMailed,
	} {
		now := noon.Add(age)
		if state, into := (domain.ResetRequest{RequestedAt: now}).StateFor(account, onItsWay, domain.DefaultMailCaps(), now); state != want || into != (domain.DeliveryID{}) {
			t.Errorf("%s after disowning: %s, want %s", age, state, want)
		}
	}
}
