package domain_test

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"latchkey/domain"
)

// schedule returns when, after it was made, each attempt at a mail of kind is
// due: the times threat T10 lists, and for a notice one an hour after them.
func schedule(kind domain.DeliveryKind) []time.Duration {
	const s, m, h = time.Second, time.Minute, time.Hour
	times := []time.Duration{0, 15 * s, 1 * m, 3 * m, 6 * m, 11 * m, 20 * m, 35 * m, 50 * m}
	if kind == domain.PasswordChangedMail {
		for hour := time.Duration(1); len(times) < 33; hour++ {
			times = append(times, hour*h)
		}
	}
	return times
}

var deliveryKinds = []domain.DeliveryKind{domain.ResetLinkMail, domain.PasswordChangedMail}

// almostOne is the largest spread there is.
var almostOne = math.Nextafter(1, 0)

func TestNextAttemptOnTime(t *testing.T) {
	for _, kind := range deliveryKinds {
		times := schedule(kind)
		for failed := 1; failed <= len(times)+3; failed++ {
			delivery := domain.Delivery{Kind: kind, MadeAt: noon, Attempts: failed}
			if failed >= len(times) {
				if at, again := delivery.NextAttempt(noon.Add(times[len(times)-1]), 0.5); again || !at.IsZero() {
					t.Errorf("%s: after attempt %d another one at %v, want none", kind, failed, at)
				}
				continue
			}
			now := noon.Add(times[failed-1])
			wait := times[failed] - times[failed-1]
			for spread, want := range map[float64]time.Duration{
				0: wait * 8 / 10, 0.25: wait * 9 / 10, 0.5: wait, 0.75: wait * 11 / 10, almostOne: wait * 12 / 10,
			} {
				at, again := delivery.NextAttempt(now, spread)
				if off := at.Sub(now) - want; !again || off.Abs() > time.Microsecond {
					t.Errorf("%s: attempt %d failed, spread %v: next after %s, %t; want %s", kind, failed, spread, at.Sub(now), again, want)
				}
			}
			if at, _ := delivery.NextAttempt(now, 0.5); !at.Equal(noon.Add(times[failed])) {
				t.Errorf("%s: attempt %d failed: next at %v, want %s after %v", kind, failed, at, times[failed], noon)
			}
		}
	}
	if got, want := len(schedule(domain.PasswordChangedMail)), 33; got != want {
		t.Errorf("%d attempts at a notice, want %d", got, want)
	}
}

func TestNextAttemptAnyNumber(t *testing.T) {
	for _, kind := range deliveryKinds {
		for _, failed := range []int{33, 34, 100, 1000, math.MaxInt32, math.MaxInt} {
			if at, again := (domain.Delivery{Kind: kind, MadeAt: noon, Attempts: failed}).NextAttempt(noon, 0.5); again {
				t.Errorf("%s: after attempt %d another one at %v, want none", kind, failed, at)
			}
		}
	}
}

// TestNextAttemptLate holds that a delivery whose next time has passed, after
// an outage or a lost lease, is tried again soon but not at once.
func TestNextAttemptLate(t *testing.T) {
	const s, m = time.Second, time.Minute
	tests := []struct {
		name   string
		failed int
		age    time.Duration
		want   time.Duration // to the next attempt, at a spread of a half
	}{
		{"never begun", 0, 0, 15 * s},
		{"first attempt took 5 s", 1, 5 * s, 15 * s},
		{"first attempt took a minute", 1, m, 15 * s},
		{"second attempt took 20 s", 2, 35 * s, 25 * s},
		{"second attempt took 30 s", 2, 45 * s, 15 * s},
		{"second attempt took 30.001 s", 2, 45*s + time.Millisecond, 15 * s},
		{"second attempt took 29.999 s", 2, 45*s - time.Millisecond, 15*s + time.Millisecond},
		{"third attempt after an hour", 3, 60 * m, 15 * s},
		{"fourth attempt after a year", 4, 365 * 24 * time.Hour, 15 * s},
		{"eighth attempt at 49:50", 8, 49*m + 50*s, 15 * s},
		{"eighth attempt at 40:00", 8, 40 * m, 10 * m},
	}
	for _, test := range tests {
		now := noon.Add(test.age)
		for _, kind := range deliveryKinds {
			delivery := domain.Delivery{Kind: kind, MadeAt: noon, Attempts: test.failed}
			for spread, want := range map[float64]time.Duration{0: test.want * 8 / 10, 0.5: test.want, almostOne: test.want * 12 / 10} {
				at, again := delivery.NextAttempt(now, spread)
				if off := at.Sub(now) - want; !again || off.Abs() > time.Microsecond {
					t.Errorf("%s, %s, spread %v: next after %s, %t; want %s", test.name, kind, spread, at.Sub(now), again, want)
				}
			}
		}
	}
}

// TestNextAttemptAfterClockSetBack holds threat F14: no wait is longer than
// the schedule.
func TestNextAttemptAfterClockSetBack(t *testing.T) {
	for _, kind := range deliveryKinds {
		times := schedule(kind)
		for failed := 1; failed < len(times); failed++ {
			delivery := domain.Delivery{Kind: kind, MadeAt: noon, Attempts: failed}
			for _, back := range []time.Duration{time.Second, time.Hour, 365 * 24 * time.Hour} {
				now := noon.Add(-back)
				at, again := delivery.NextAttempt(now, 0.5)
				if !again || at.Sub(now) != times[failed] {
					t.Errorf("%s: attempt %d failed, clock set back %s: next after %s, %t; want %s", kind, failed, back, at.Sub(now), again, times[failed])
				}
			}
		}
	}
}

// TestDeliveryLife lets every attempt of a mail fail, each after a while.
func TestDeliveryLife(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom(deliveryKinds).Draw(t, "kind")
		times := schedule(kind)
		delivery := domain.Delivery{Kind: kind, MadeAt: noon, DueAt: noon}
		for {
			delivery.Attempts++
			took := time.Duration(rapid.Int64Range(0, int64(time.Minute)).Draw(t, "took"))
			now := delivery.DueAt.Add(took)
			next, again := delivery.NextAttempt(now, rapid.Float64Range(0, almostOne).Draw(t, "spread"))
			if !again {
				break
			}
			if wait := next.Sub(now); wait < 12*time.Second-time.Microsecond {
				t.Fatalf("attempt %d comes %s after a failure", delivery.Attempts+1, wait)
			}
			planned := times[delivery.Attempts]
			earliest := noon.Add(planned * 8 / 10)
			latest := noon.Add(planned * 12 / 10)
			if soon := now.Add(18 * time.Second); latest.Before(soon) {
				latest = soon
			}
			if next.Before(earliest.Add(-time.Microsecond)) || next.After(latest.Add(time.Microsecond)) {
				t.Fatalf("attempt %d comes %s after the mail was made, want about %s", delivery.Attempts+1, next.Sub(noon), planned)
			}
			delivery.DueAt = next
		}
		if delivery.Attempts != len(times) || delivery.Attempts > 33 {
			t.Fatalf("%d attempts at a %s, want %d", delivery.Attempts, kind, len(times))
		}
		if kind == domain.ResetLinkMail && !delivery.DueAt.Before(noon.Add(domain.ResetTokenLifetime)) {
			t.Fatalf("the last attempt comes %s after the mail was made", delivery.DueAt.Sub(noon))
		}
		if delivery.DueAt.After(noon.Add(24*time.Hour + 15*time.Minute)) { // jitter is a fifth of an hour
			t.Fatalf("the last attempt comes %s after the mail was made", delivery.DueAt.Sub(noon))
		}
	})
}
