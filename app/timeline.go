package app

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"latchkey/domain"
	"latchkey/ports"
)

// RequestQuery narrows what [Office.Requests] returns. Zero fields match all;
// Limit is at least 1.
type RequestQuery = ports.RequestQuery

// RequestView is a reset request with what became of it, in words.
type RequestView struct {
	Request  domain.ResetRequest
	State    Standing
	Note     string // what the state alone does not say; "" if nothing
	Delivery *DeliveryView
	Steps    []Step
}

// DeliveryView is a mail with what became of it, in words.
type DeliveryView struct {
	Delivery  domain.Delivery
	To        domain.Email
	State     Standing
	Note      string
	SettledAt time.Time         // zero while it waits
	Sending   bool              // an attempt is under way, or its end was never told
	LastWords string            // the relay's own at the last attempt; "" if there was none
	LastFault domain.FaultClass // of the last attempt; "" if there was none
	Steps     []Step
}

// Reference returns what the mail is found by.
func (d DeliveryView) Reference() domain.Reference { return d.Delivery.ID.Reference() }

// Step is one thing that happened, or is going to.
type Step struct {
	At    time.Time // zero if nobody wrote it down
	Text  string
	Words string // the relay's own; "" if it said nothing
}

// Requests returns the requests that match the query, the newest first.
func (o *Office) Requests(ctx context.Context, query RequestQuery) ([]RequestView, error) {
	if query.Project != 0 {
		if _, err := o.Project(ctx, query.Project); err != nil {
			return nil, err
		}
	}
	records, err := o.Store.Timeline.Requests(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("find requests: %w", err)
	}
	views := make([]RequestView, 0, len(records))
	for _, record := range records {
		view, err := o.requestView(ctx, record)
		if err != nil {
			return nil, err
		}
		views = append(views, view)
	}
	return views, nil
}

// Request returns the requests that text means: the one with this id, and those
// answered by a mail with this reference. A mail that answers none is returned
// without its request. Text that is neither is a *domain.Problem in field
// "request"; nothing found is one of kind domain.NotFound.
func (o *Office) Request(ctx context.Context, text string) ([]RequestView, error) {
	var found []RequestView
	id, numberErr := strconv.ParseInt(text, 10, 64)
	isNumber := numberErr == nil && id > 0
	if isNumber {
		byID, err := o.Requests(ctx, RequestQuery{ID: domain.RequestID(id), Limit: 1})
		if err != nil {
			return nil, err
		}
		found = byID
	}
	reference, err := domain.ParseReference(text)
	if err != nil && !isNumber {
		return nil, domain.Refuse("request", domain.Malformed)
	}
	if err == nil {
		answered, err := o.answeredBy(ctx, reference)
		if err != nil {
			return nil, err
		}
		found = append(found, answered...)
	}
	if len(found) == 0 {
		return nil, &domain.Problem{Kind: domain.NotFound, Field: "request"}
	}
	return found, nil
}

func (o *Office) answeredBy(ctx context.Context, reference domain.Reference) ([]RequestView, error) {
	mails, err := o.deliveries(ctx, reference)
	if err != nil {
		return nil, err
	}
	var answered []RequestView
	for _, mail := range mails {
		if mail.Delivery.RequestID == 0 {
			answered = append(answered, RequestView{State: mail.State, Note: mail.Note, Delivery: &mail, Steps: mail.Steps})
			continue
		}
		asked, err := o.Requests(ctx, RequestQuery{ID: mail.Delivery.RequestID, Limit: 1})
		if err != nil {
			return nil, err
		}
		answered = append(answered, asked...)
	}
	return answered, nil
}

func (o *Office) deliveries(ctx context.Context, reference domain.Reference) ([]DeliveryView, error) {
	records, err := o.Store.Timeline.Delivery(ctx, reference)
	if err != nil {
		return nil, fmt.Errorf("find mails: %w", err)
	}
	return o.deliveryViews(ctx, records)
}

func (o *Office) deliveryViews(ctx context.Context, records []ports.DeliveryRecord) ([]DeliveryView, error) {
	views := make([]DeliveryView, 0, len(records))
	for _, record := range records {
		view, err := o.deliveryView(ctx, record)
		if err != nil {
			return nil, err
		}
		views = append(views, view)
	}
	return views, nil
}

func (o *Office) requestView(ctx context.Context, r ports.RequestRecord) (RequestView, error) {
	view := RequestView{Request: r.Request, State: standingOfRequest(r)}
	if r.Delivery != nil {
		mail, err := o.deliveryView(ctx, *r.Delivery)
		if err != nil {
			return RequestView{}, err
		}
		view.Delivery = &mail
	}
	note, err := o.noteOn(ctx, r, view.Delivery)
	if err != nil {
		return RequestView{}, err
	}
	view.Note = note
	view.Steps = stepsOf(r, view)
	return view, nil
}

// noteOn says of a request what its state leaves out.
func (o *Office) noteOn(ctx context.Context, r ports.RequestRecord, mail *DeliveryView) (string, error) {
	switch {
	case r.State == domain.RequestStale:
		return "too old when it was looked at", nil
	case r.State == domain.RequestMuted:
		return o.muteNote(ctx, r)
	case r.State == domain.RequestFolded && mail != nil:
		return "ref " + string(mail.Reference()) + ": " + string(mail.State), nil
	case r.State != domain.RequestMailed:
		return "", nil
	case mail == nil:
		return "its mail is no longer kept", nil
	}
	return mail.Note, nil
}

// muteNote tells until when, unless the mute has been lifted or renewed since.
func (o *Office) muteNote(ctx context.Context, r ports.RequestRecord) (string, error) {
	account, err := o.Store.Accounts.ByEmail(ctx, r.Request.ProjectID, r.Request.Email)
	if err != nil && !errors.Is(err, domain.NotFound) {
		return "", fmt.Errorf("find account: %w", err)
	}
	if left := account.MutedUntil.Sub(r.DecidedAt); err != nil || left <= 0 || left > domain.MuteFor {
		return "muted by its owner at that time", nil
	}
	return "muted by its owner until " + account.MutedUntil.UTC().Format("2006-01-02 15:04:05"), nil
}

func (o *Office) deliveryView(ctx context.Context, r ports.DeliveryRecord) (DeliveryView, error) {
	view := DeliveryView{
		Delivery: r.Delivery, To: r.To, State: standingOfDelivery(r.State), SettledAt: r.SettledAt, Sending: r.Sending,
	}
	if r.State == domain.DeliveryDropped {
		account, err := o.Store.Accounts.ByID(ctx, r.Delivery.AccountID)
		if err != nil && !errors.Is(err, domain.NotFound) {
			return DeliveryView{}, fmt.Errorf("find account: %w", err)
		}
		view.Note = "its account changed meanwhile"
		if err == nil && account.MayReset() && account.Generation == r.Delivery.Generation {
			view.Note = "dropped by an operator"
		}
	}
	if n := len(r.Attempts); n > 0 {
		view.LastWords, view.LastFault = r.Attempts[n-1].Words, r.Attempts[n-1].Class
	}
	view.Steps = stepsOfDelivery(r, view.Note)
	return view, nil
}
