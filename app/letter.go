package app

import (
	"time"

	"latchkey/domain"
	"latchkey/ports"
)

// letter is a claimed delivery with what its mail has to tell. The plain token
// is in it, and nowhere else.
type letter struct {
	domain.Letter
	delivery domain.Delivery
	latest   time.Time // not to be begun after, or the lease might end first
	inBatch  bool      // claimed together with others, or might have been
}

// charge is what the letter takes of the day's budget.
func (l letter) charge() int {
	if l.Kind == domain.ResetLinkMail {
		return 1
	}
	return 0
}

// tooOld reports whether a link would leave later than an hour after somebody
// asked for it.
func (l letter) tooOld(now time.Time) bool {
	return l.Kind == domain.ResetLinkMail && now.Sub(l.AskedAt) >= domain.ResetTokenLifetime
}

// address prepares the letter for a claimed delivery and mints the token it
// carries. Every attempt gets a token of its own, because the one before it is
// known to nobody but, perhaps, the customer.
func (d *Deliveries) address(due ports.Due, now time.Time) (letter, *domain.IssuedToken, error) {
	l := letter{delivery: due.Delivery, Letter: domain.Letter{
		Kind: due.Delivery.Kind, ID: due.Delivery.ID, Project: due.Project, To: due.Account.Email, Date: due.Delivery.MadeAt,
		Language: domain.FirstLanguage(due.Account.Language, due.Request.Language, due.Project.Language),
	}}
	if due.Delivery.Kind != domain.ResetLinkMail {
		return l, nil, nil
	}
	token, err := domain.MintResetToken(d.Entropy)
	if err != nil {
		return letter{}, nil, err
	}
	issued := domain.Issue(token, due.Delivery.ID, due.Account, now)
	l.Link = d.link(due, token)
	l.NotMeLink = domain.NotMeLink(d.BaseURL, token)
	l.Code = token.Base32()
	l.ExpiresAt = issued.ExpiresAt()
	l.AskedAt, l.Software, l.Asked = due.Delivery.AskedAt, due.Request.Software, due.Asked
	return l, &issued, nil
}

// link leads to the page that whoever asked has named, else to the shop's own,
// else to the hosted one.
func (d *Deliveries) link(due ports.Due, token domain.ResetToken) string {
	switch {
	case !due.Request.ResetPage.IsZero():
		return domain.ResetPageLink(due.Request.ResetPage, due.Account.ID, token, due.Request.ReturnURL)
	case !due.Project.ResetPage.IsZero():
		return domain.ShopPageLink(due.Project.ResetPage, token)
	}
	return domain.ResetLink(d.BaseURL, token)
}
