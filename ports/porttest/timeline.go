package porttest

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"latchkey/domain"
	"latchkey/ports"
)

// Timeline checks the law of ports.Timeline.
func Timeline(t *testing.T, open func(*testing.T) Stores) {
	t.Run("what became of requests", func(t *testing.T) { requestStates(t, open) })
	t.Run("queries", func(t *testing.T) { requestQueries(t, open) })
	t.Run("attempts", func(t *testing.T) { attempts(t, open) })
	t.Run("what waits", func(t *testing.T) { waiting(t, open) })
	t.Run("retry and drop", func(t *testing.T) { retryAndDrop(t, open) })
}

// requestStates takes requests to every state a store knows.
func requestStates(t *testing.T, open func(*testing.T) Stores) {
	stores := newStores(t, open)
	addAccount(t, stores, 1, "jane@example.com")
	mailed := domain.ResetRequest{
		ProjectID: shop.ID, Email: mustEmail("jane@example.com"), Channel: domain.ViaPayway, RequestedAt: start, ClientID: domain.ClientID{7},
		ReturnURL: mustURL("https://shop.example/back"), ResetPage: mustURL("https://shop.example/page"),
		Device: domain.Device{IPAddress: "192.0.2.1", UserAgent: "Browser"}, Language: domain.Spanish, Software: domain.Software{System: "Android"},
	}
	if err := stores.Requests.Add(t.Context(), mailed); err != nil {
		t.Fatal(err)
	}
	admitAll(t, stores, start.Add(time.Second))
	mail, _ := domain.MintDeliveryID(number(1))
	for n, state := range []domain.RequestState{domain.RequestFolded, domain.RequestOverLimit} {
		ask(t, stores, "jane@example.com", start.Add(time.Duration(n+2)*time.Second))
		_, err := stores.Requests.Admit(t.Context(), start.Add(time.Minute), 10, func(ports.Applicant) (ports.Admission, error) {
			return ports.Admission{State: state, FoldedInto: mail}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	ask(t, stores, "nobody@example.com", start.Add(2*time.Minute))
	ask(t, stores, "", start.Add(3*time.Minute))
	admitAll(t, stores, start.Add(4*time.Minute))
	ask(t, stores, "jane@example.com", start.Add(5*time.Minute))
	got, err := stores.Timeline.Requests(t.Context(), ports.RequestQuery{Limit: 100})
	if err != nil || len(got) != 6 {
		t.Fatalf("Requests = %d, %v, want 6", len(got), err)
	}
	slices.Reverse(got)
	for i, want := range []struct {
		state    domain.RequestState
		decided  time.Duration // from then
		until    time.Duration // to then
		delivery bool
	}{
		{domain.RequestMailed, time.Second, time.Second, true},
		{domain.RequestFolded, time.Minute, time.Minute, true},
		{domain.RequestOverLimit, time.Minute, time.Minute, false},
		{domain.RequestNoAccount, 2 * time.Minute, 4 * time.Minute, false},
		{domain.RequestNoAccount, 3 * time.Minute, 4 * time.Minute, false},
	} {
		r := got[i]
		if r.State != want.state || r.DecidedAt.Before(start.Add(want.decided)) || r.DecidedAt.After(start.Add(want.until)) || (r.Delivery != nil) != want.delivery {
			t.Errorf("request %d: %+v, want %+v", i+1, r, want)
		}
		if r.Delivery != nil && (r.Delivery.Delivery.ID != mail || r.Delivery.To != mailed.Email || !r.Delivery.Delivery.AskedAt.Equal(start)) {
			t.Errorf("request %d: delivery %+v, want the mail for the first one", i+1, r.Delivery)
		}
	}
	if last := got[5]; last.State != domain.RequestAccepted || !last.DecidedAt.IsZero() || last.Delivery != nil {
		t.Errorf("the last request: %+v, want it accepted and nothing more", last)
	}
	mailed.ID = got[0].Request.ID
	if !reflect.DeepEqual(got[0].Request, mailed) {
		t.Errorf("request = %+v, want %+v", got[0].Request, mailed)
	}
}

func requestQueries(t *testing.T, open func(*testing.T) Stores) {
	stores := newStores(t, open)
	second := shop
	second.ID = 2
	if err := stores.Projects.Put(t.Context(), second); err != nil {
		t.Fatal(err)
	}
	addAccount(t, stores, 1, "jane@example.com")
	minute := func(n int) time.Time { return start.Add(time.Duration(n) * time.Minute) }
	ask(t, stores, "JANE@example.com", minute(1)) // 1
	ask(t, stores, "li@example.com", minute(2))   // 2
	if err := stores.Requests.Add(t.Context(), domain.ResetRequest{ProjectID: 2, Email: mustEmail("jane@example.com"), Channel: domain.ViaPage, RequestedAt: minute(3)}); err != nil {
		t.Fatal(err)
	}
	admitAll(t, stores, minute(3))
	mail, _ := domain.MintDeliveryID(number(1))
	ask(t, stores, "jane@example.com", minute(4)) // 4
	_, err := stores.Requests.Admit(t.Context(), minute(4), 10, func(ports.Applicant) (ports.Admission, error) {
		return ports.Admission{State: domain.RequestFolded, FoldedInto: mail}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	other := domain.DeliveryID{0xff}.Reference()
	for _, c := range []struct {
		name  string
		query ports.RequestQuery
		want  []domain.RequestID
	}{
		{"all", ports.RequestQuery{Limit: 10}, []domain.RequestID{4, 3, 2, 1}},
		{"the newest", ports.RequestQuery{Limit: 2}, []domain.RequestID{4, 3}},
		{"an id", ports.RequestQuery{ID: 2, Limit: 10}, []domain.RequestID{2}},
		{"no such id", ports.RequestQuery{ID: 9, Limit: 10}, nil},
		{"a project", ports.RequestQuery{Project: 1, Limit: 10}, []domain.RequestID{4, 2, 1}},
		{"an address, in any case", ports.RequestQuery{Email: mustEmail("Jane@Example.com"), Limit: 10}, []domain.RequestID{4, 3, 1}},
		{"an address of a project", ports.RequestQuery{Email: mustEmail("jane@example.com"), Project: 2, Limit: 10}, []domain.RequestID{3}},
		{"since then", ports.RequestQuery{Since: minute(3), Limit: 10}, []domain.RequestID{4, 3}},
		{"until then", ports.RequestQuery{Until: minute(3), Limit: 10}, []domain.RequestID{2, 1}},
		{"between", ports.RequestQuery{Since: minute(2), Until: minute(4), Limit: 10}, []domain.RequestID{3, 2}},
		{"a reference, of what was mailed and what was folded into that", ports.RequestQuery{Reference: mail.Reference(), Limit: 10}, []domain.RequestID{4, 1}},
		{"a reference and a time", ports.RequestQuery{Reference: mail.Reference(), Until: minute(4), Limit: 10}, []domain.RequestID{1}},
		{"a reference of nothing", ports.RequestQuery{Reference: other, Limit: 10}, nil},
	} {
		got, err := stores.Timeline.Requests(t.Context(), c.query)
		var ids []domain.RequestID
		for _, record := range got {
			ids = append(ids, record.Request.ID)
		}
		if err != nil || !slices.Equal(ids, c.want) {
			t.Errorf("%s: %v, %v, want %v", c.name, ids, err, c.want)
		}
	}
}

// attempts checks that an attempt leaves a record if there is anything to tell.
func attempts(t *testing.T, open func(*testing.T) Stores) {
	stores := newStores(t, open)
	mailTo(t, stores, 0, 1, start)
	minute := func(n int) time.Time { return start.Add(time.Duration(n) * time.Minute) }
	var want []domain.Attempt
	for n, c := range []struct {
		outcome ports.Outcome
		class   domain.FaultClass
	}{
		{ports.Outcome{PutBack: true, State: domain.DeliveryWaiting}, ""}, // nothing to tell
		{ports.Outcome{PutBack: true, State: domain.DeliveryWaiting, Fault: &domain.RelayFault{Phase: domain.PhaseConnect}, Words: "connection refused"}, domain.FaultRelay},
		{ports.Outcome{State: domain.DeliveryWaiting, Fault: &domain.RelayFault{Phase: domain.PhaseHandover}}, domain.FaultAmbiguous},
		{ports.Outcome{State: domain.DeliveryHandedOver, Words: "250 2.0.0 taken"}, ""},
	} {
		due, _ := claimAll(t, stores, minute(n), time.Minute)
		if len(due) != 1 {
			t.Fatalf("attempt %d: %d due, want 1", n, len(due))
		}
		sending, err := stores.Timeline.Delivery(t.Context(), due[0].Delivery.ID.Reference())
		if err != nil || len(sending) != 1 || !sending[0].Sending || sending[0].State != domain.DeliveryWaiting {
			t.Errorf("while it is sent: %+v, %v, want it waiting and sending", sending, err)
		}
		o := c.outcome
		o.ID, o.Attempt, o.BeganAt, o.At, o.DueAt = due[0].Delivery.ID, due[0].Delivery.Attempts, minute(n), minute(n).Add(time.Second), minute(n+1)
		settleAs(t, stores, o)
		settleAs(t, stores, o) // again, as by a sender who was told that it failed
		if o.Fault != nil || o.Words != "" {
			a := domain.Attempt{Number: o.Attempt, BeganAt: o.BeganAt, EndedAt: o.At, State: o.State, Class: c.class, Words: o.Words}
			if o.Fault != nil {
				a.Phase = o.Fault.Phase
			}
			want = append(want, a)
		}
	}
	id, _ := domain.MintDeliveryID(number(1))
	got, err := stores.Timeline.Delivery(t.Context(), id.Reference())
	if err != nil || len(got) != 1 || !reflect.DeepEqual(got[0].Attempts, want) {
		t.Fatalf("Delivery = %+v, %v, want the attempts %+v", got, err, want)
	}
	if d := got[0]; d.State != domain.DeliveryHandedOver || !d.SettledAt.Equal(minute(3).Add(time.Second)) || d.Sending || d.Delivery.Attempts != 2 || d.Delivery.Ambiguous != 1 {
		t.Errorf("Delivery = %+v, want it handed over by the second attempt that counts, one ambiguous", d)
	}
}

func waiting(t *testing.T, open func(*testing.T) Stores) {
	stores := newStores(t, open)
	mailTo(t, stores, 0, 2, start)
	claimAll(t, stores, start, time.Hour) // due again in an hour
	mailTo(t, stores, 10, 2, start.Add(30*time.Minute))
	mailTo(t, stores, 20, 1, start.Add(2*time.Hour))
	for _, limit := range []int{1, 3, 5, 10} {
		got, all, err := stores.Timeline.Waiting(t.Context(), limit)
		if err != nil || all != 5 || len(got) != min(limit, 5) {
			t.Fatalf("Waiting(%d) = %d of %d, %v, want %d of 5", limit, len(got), all, err, min(limit, 5))
		}
		if !slices.IsSortedFunc(got, func(a, b ports.DeliveryRecord) int { return a.Delivery.DueAt.Compare(b.Delivery.DueAt) }) {
			t.Errorf("Waiting(%d) is not the longest due first: %+v", limit, got)
		}
		if first := got[0].Delivery.DueAt; !first.Equal(start.Add(30 * time.Minute)) {
			t.Errorf("Waiting(%d) begins with one due at %v, want those never tried", limit, first)
		}
	}
}

func retryAndDrop(t *testing.T, open func(*testing.T) Stores) {
	stores := newStores(t, open)
	mailTo(t, stores, 0, 2, start)
	due, _ := claimAll(t, stores, start, time.Hour)
	first, second, now := due[0].Delivery.ID, due[1].Delivery.ID, start.Add(time.Minute)
	verbs := []func(domain.DeliveryID) error{
		func(id domain.DeliveryID) error { return stores.Timeline.Retry(t.Context(), id, now) },
		func(id domain.DeliveryID) error { return stores.Timeline.Drop(t.Context(), id, now) },
	}
	refused := func(when string, id domain.DeliveryID) {
		t.Helper()
		for _, verb := range verbs {
			if err := verb(id); !errors.Is(err, domain.NotFound) {
				t.Errorf("%s: %v, want domain.NotFound", when, err)
			}
		}
	}
	refused("no such delivery", domain.DeliveryID{9})
	refused("being sent", first)
	for _, d := range due {
		settleAs(t, stores, ports.Outcome{ID: d.Delivery.ID, Attempt: 1, State: domain.DeliveryWaiting, DueAt: start.Add(time.Hour), At: start})
	}
	if err := verbs[0](first); err != nil {
		t.Errorf("Retry: %v", err)
	}
	if err := verbs[1](second); err != nil {
		t.Errorf("Drop: %v", err)
	}
	refused("dropped", second)
	again, _ := claimAll(t, stores, now, 365*24*time.Hour)
	if len(again) != 1 || again[0].Delivery.ID != first {
		t.Errorf("due now: %+v, want the one to be retried", again)
	}
	dropped, err := stores.Timeline.Delivery(t.Context(), second.Reference())
	i := slices.IndexFunc(dropped, func(r ports.DeliveryRecord) bool { return r.Delivery.ID == second })
	if err != nil || i < 0 || dropped[i].State != domain.DeliveryDropped || !dropped[i].SettledAt.Equal(now) {
		t.Errorf("Delivery = %+v, %v, want it dropped now", dropped, err)
	}
}
