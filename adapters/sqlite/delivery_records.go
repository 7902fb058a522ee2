package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"latchkey/domain"
	"latchkey/ports"
)

// readDeliveries returns the deliveries that match the condition, which may go
// on with an order and a limit, each with its attempts.
func readDeliveries(ctx context.Context, tx *sql.Tx, condition string, values ...any) ([]ports.DeliveryRecord, error) {
	rows, err := tx.QueryContext(ctx, `SELECT d.id, d.kind, d.state, a.project_id, d.account_id, a.email, d.request_id, d.generation,
			d.made_at, d.due_at, d.attempts, d.ambiguous, d.settled_at, d.claimed_at, r.requested_at
		FROM deliveries d JOIN accounts a ON a.id = d.account_id LEFT JOIN reset_requests r ON r.id = d.request_id WHERE `+condition, values...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var records []ports.DeliveryRecord
	for rows.Next() {
		record, err := scanDelivery(rows)
		if err != nil {
			return nil, err
		}
		records = append(records, record)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	for i := range records {
		if records[i].Attempts, err = readAttempts(ctx, tx, records[i].Delivery.ID); err != nil {
			return nil, err
		}
	}
	return records, nil
}

func scanDelivery(row scanner) (ports.DeliveryRecord, error) {
	var (
		record                           ports.DeliveryRecord
		d                                = &record.Delivery
		id, account                      []byte
		email                            string
		made, due                        int64
		request, settled, claimed, asked sql.NullInt64
	)
	err := row.Scan(&id, &d.Kind, &record.State, &d.ProjectID, &account, &email, &request, &d.Generation,
		&made, &due, &d.Attempts, &d.Ambiguous, &settled, &claimed, &asked)
	if err != nil {
		return ports.DeliveryRecord{}, err
	}
	if len(id) != len(d.ID) || len(account) != len(d.AccountID) {
		return ports.DeliveryRecord{}, fmt.Errorf("delivery: %w", errUnreadable)
	}
	if record.To, err = storedEmail(email); err != nil {
		return ports.DeliveryRecord{}, err
	}
	d.ID, d.AccountID, d.RequestID = domain.DeliveryID(id), domain.AccountID(account), domain.RequestID(request.Int64)
	d.MadeAt, d.DueAt, d.AskedAt = fromMillis(made), fromMillis(due), fromNullableMillis(asked)
	record.SettledAt, record.Sending = fromNullableMillis(settled), claimed.Valid
	return record, nil
}

func readAttempts(ctx context.Context, tx *sql.Tx, id domain.DeliveryID) ([]domain.Attempt, error) {
	rows, err := tx.QueryContext(ctx, `SELECT number, began_at, ended_at, state, coalesce(class, ''), coalesce(phase, ''), coalesce(words, '')
		FROM delivery_attempts WHERE delivery_id = ? ORDER BY id`, id[:])
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var attempts []domain.Attempt
	for rows.Next() {
		var (
			a            domain.Attempt
			began, ended int64
		)
		if err := rows.Scan(&a.Number, &began, &ended, &a.State, &a.Class, &a.Phase, &a.Words); err != nil {
			return nil, err
		}
		a.BeganAt, a.EndedAt = fromMillis(began), fromMillis(ended)
		attempts = append(attempts, a)
	}
	return attempts, rows.Err()
}
