package domain_test

import (
	"testing"
	"time"

	"latchkey/domain"
)

func TestRetentionCheck(t *testing.T) {
	const day = 24 * time.Hour
	if err := domain.DefaultRetention().Check(); err != nil {
		t.Errorf("the default is refused: %v", err)
	}
	if want := (domain.Retention{Requests: 30 * day, Unknown: day, Audit: 180 * day}); domain.DefaultRetention() != want {
		t.Errorf("the default is %+v, want %+v", domain.DefaultRetention(), want)
	}
	tests := []struct {
		keep  domain.Retention
		field string
	}{
		{domain.Retention{Requests: 2*day - 1, Unknown: day, Audit: day}, "requests"},
		{domain.Retention{Requests: 2 * day, Unknown: time.Hour - 1, Audit: day}, "unknown"},
		{domain.Retention{Requests: 2 * day, Unknown: 2*day + 1, Audit: day}, "unknown"},
		{domain.Retention{Requests: 2 * day, Unknown: day, Audit: day - 1}, "audit"},
		{domain.Retention{Requests: 2 * day, Unknown: time.Hour, Audit: day}, ""},
	}
	for _, test := range tests {
		err := test.keep.Check()
		if problem, _ := err.(*domain.Problem); (err == nil) != (test.field == "") || err != nil && problem.Field != test.field {
			t.Errorf("%+v: got %v, want field %q refused", test.keep, err, test.field)
		}
	}
}

func TestPurged(t *testing.T) {
	one := domain.Purged{Requests: 1, Unknown: 2, Deliveries: 3, Tokens: 4, AuditEvents: 5}
	sum := one.Plus(one)
	if want := (domain.Purged{Requests: 2, Unknown: 4, Deliveries: 6, Tokens: 8, AuditEvents: 10}); sum != want || sum.Total() != 30 {
		t.Errorf("got %+v, in all %d", sum, sum.Total())
	}
}
