package app

import (
	"context"
	"time"

	"latchkey/domain"
)

// A relay may refuse the sender of one project, whose address is not verified
// there, say, and take the mails of all others. So each project has a breaker of
// its own for that, and only its own mails wait for it.

// senderFault counts that the relay refused the project's sender.
func (d *Deliveries) senderFault(ctx context.Context, project domain.ProjectID, fault *domain.RelayFault, now time.Time) {
	d.answered(ctx) // the relay itself is well
	d.mu.Lock()
	if d.shops[project] == nil {
		if d.shops == nil {
			d.shops = map[domain.ProjectID]*domain.Breaker{}
		}
		d.shops[project] = &domain.Breaker{}
	}
	opened := d.shops[project].Fault(now)
	d.mu.Unlock()
	if opened {
		d.Log.ErrorContext(ctx, "the relay refuses the sender of a project: its mails are kept, and one is tried every "+domain.ProbeEvery.String(),
			"project", project, "error", fault)
	}
}

// senderTaken forgets what the relay had against the project's sender.
func (d *Deliveries) senderTaken(ctx context.Context, project domain.ProjectID) {
	d.mu.Lock()
	closed := d.shops[project] != nil && d.shops[project].Answered()
	delete(d.shops, project)
	d.mu.Unlock()
	if closed {
		d.Log.WarnContext(ctx, "the relay takes the sender of the project again", "project", project)
	}
}

// refusesSenderOf reports whether l has to wait because of its project's sender.
func (d *Deliveries) refusesSenderOf(l letter) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	breaker := d.shops[l.Project.ID]
	return breaker != nil && breaker.Allow(1, d.Now()) == 0
}
