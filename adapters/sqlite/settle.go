package sqlite

import (
	"context"
	"database/sql"
	"time"

	"latchkey/domain"
	"latchkey/ports"
)

// Settle implements ports.Outbox. The number of the attempt is the fence: it
// tells a claimer who lost its lease from the one who has it now.
func (o Outbox) Settle(ctx context.Context, outcome ports.Outcome) error {
	killPoint("before settle")
	err := o.group.write(ctx, func(ctx context.Context, tx *sql.Tx) error { return o.settle(ctx, tx, outcome) })
	if err == nil {
		killPoint("after settle")
	}
	return err
}

func (o Outbox) settle(ctx context.Context, tx *sql.Tx, outcome ports.Outcome) error {
	if neverTold(outcome) {
		_, err := tx.StmtContext(ctx, o.prepared.forgetTokens).ExecContext(ctx, outcome.ID[:], outcome.Attempt)
		if err != nil {
			return err
		}
	}
	settledAt := outcome.At
	if outcome.State == domain.DeliveryWaiting {
		settledAt = time.Time{}
	}
	ambiguous := outcome.Fault != nil && outcome.Fault.Class() == domain.FaultAmbiguous
	result, err := tx.StmtContext(ctx, o.prepared.settleDelivery).ExecContext(ctx, string(outcome.State), outcome.DueAt.UnixMilli(),
		nullableMillis(settledAt), outcome.PutBack, ambiguous, outcome.ID[:], outcome.Attempt)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return err
	}
	return o.storeAttempt(ctx, tx, outcome)
}

// neverTold reports whether the relay has certainly seen nothing of the mail's
// content: its link is in nobody's hands, so its token is forgotten. From DATA
// on a relay that refuses may still deliver, and then the link must work.
func neverTold(outcome ports.Outcome) bool {
	if outcome.State == domain.DeliveryHandedOver {
		return false
	}
	if outcome.Fault == nil {
		return outcome.PutBack
	}
	switch outcome.Fault.Phase {
	case domain.PhaseConnect, domain.PhaseGreeting, domain.PhaseHello, domain.PhaseTLS, domain.PhaseAuth, domain.PhaseSender, domain.PhaseRecipient:
		return true
	}
	return false
}

func (o Outbox) storeAttempt(ctx context.Context, tx *sql.Tx, outcome ports.Outcome) error {
	if outcome.Fault == nil && outcome.Words == "" {
		return nil
	}
	class, phase := domain.FaultClass(""), domain.RelayPhase("")
	if outcome.Fault != nil {
		class, phase = outcome.Fault.Class(), outcome.Fault.Phase
	}
	_, err := tx.StmtContext(ctx, o.prepared.addAttempt).ExecContext(ctx, outcome.ID[:], outcome.Attempt, outcome.BeganAt.UnixMilli(),
		outcome.At.UnixMilli(), string(outcome.State), nullableText(string(class)), nullableText(string(phase)), nullableText(outcome.Words))
	return err
}
