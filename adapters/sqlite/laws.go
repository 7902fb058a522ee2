package sqlite

import (
	"context"
	"database/sql"
	"strconv"
	"strings"

	"latchkey/domain"
)

// law is what must hold for every row: query counts those for which it does
// not. Words in braces stand for numbers; see boundsOf.
type law struct{ invariant, text, query string }

// boundsOf returns what the words in the laws stand for. The file's own last
// moment stands for now, so that a backup is judged as of when it was made.
func boundsOf(ctx context.Context, tx *sql.Tx) (*strings.Replacer, error) {
	var now int64
	err := tx.QueryRowContext(ctx, `SELECT max(
		(SELECT coalesce(max(moved_at), 0) FROM admission_progress), (SELECT coalesce(max(requested_at), 0) FROM reset_requests),
		(SELECT coalesce(max(max(made_at, coalesce(claimed_at, 0), coalesce(settled_at, 0))), 0) FROM deliveries),
		(SELECT coalesce(max(ended_at), 0) FROM delivery_attempts),
		(SELECT coalesce(max(max(minted_at, coalesce(spent_at, 0))), 0) FROM reset_tokens))`).Scan(&now)
	number := func(n int64) string { return strconv.FormatInt(n, 10) }
	return strings.NewReplacer(
		"{now}", number(now), "{day}", number(24*3600*1000), "{lifetime}", number(domain.ResetTokenLifetime.Milliseconds()),
		"{link attempts}", number(int64(domain.MaxAttempts(domain.ResetLinkMail))),
		"{notice attempts}", number(int64(domain.MaxAttempts(domain.PasswordChangedMail))),
		"{live}", "t.spent_at IS NULL AND t.generation = a.generation AND NOT a.disabled AND NOT a.external AND t.minted_at > "+
			number(now-domain.ResetTokenLifetime.Milliseconds()),
	), err
}

// laws are the invariants as far as a database can show them. What is older
// than a day may have been purged, one table after another.
func laws() []law { return append(requestLaws(), append(deliveryLaws(), tokenLaws()...)...) }

func requestLaws() []law {
	return []law{
		{"I1", "requests are missing that were looked at last", `SELECT count(*) FROM admission_progress
			WHERE position > (SELECT coalesce(max(id), 0) FROM reset_requests)`},
		{"I2", "a request has a state before it was looked at", `SELECT count(*) FROM admissions
			WHERE request_id > (SELECT position FROM admission_progress)`},
		{"I2", "a request is in a state that does not exist", `SELECT count(*) FROM admissions
			WHERE state NOT IN ('no_such_account', 'folded', 'over_limit', 'muted', 'stale', 'mailed')`},
		{"I2", "a request should have led to a mail, and there is none", `SELECT count(*) FROM admissions m
			WHERE m.state = 'mailed' AND m.account_id IS NOT NULL AND m.admitted_at > {now} - {day}
			AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.request_id = m.request_id)`},
		{"I2", "a request was folded into a mail that is not there, or not its account's", `SELECT count(*) FROM admissions m
			WHERE m.state = 'folded' AND m.account_id IS NOT NULL AND m.admitted_at > {now} - {day}
			AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.id = m.delivery_id AND d.account_id = m.account_id)`},
		{"I2", "a request led to a mail, and its state says otherwise", `SELECT count(*) FROM deliveries d
			LEFT JOIN admissions m ON m.request_id = d.request_id WHERE d.request_id IS NOT NULL AND m.state IS NOT 'mailed'`},
		{"I2", "a request led to more than one mail", `SELECT count(*) FROM
			(SELECT 1 FROM deliveries WHERE request_id IS NOT NULL GROUP BY request_id HAVING count(*) > 1)`},
	}
}

func deliveryLaws() []law {
	return []law{
		{"I2", "a mail is in a state, or of a kind, that does not exist", `SELECT count(*) FROM deliveries
			WHERE state NOT IN ('waiting', 'handed_over', 'refused', 'given_up', 'dropped') OR kind NOT IN ('reset_link', 'password_changed')`},
		{"I2", "an attempt ended in a way that does not exist", `SELECT count(*) FROM delivery_attempts
			WHERE state NOT IN ('waiting', 'handed_over', 'refused', 'given_up', 'dropped')
			OR coalesce(class, 'temporary') NOT IN ('refused', 'relay', 'temporary', 'ambiguous')`},
		{"I2", "a mail is held by a sender that is long gone", `SELECT count(*) FROM deliveries
			WHERE state = 'waiting' AND {now} - claimed_at > 2 * (due_at - claimed_at)`},
		{"I2", "a mail has ended, and nothing says when", `SELECT count(*) FROM deliveries WHERE state <> 'waiting' AND settled_at IS NULL`},
		{"I2", "a mail waits or is sent, and yet has ended", `SELECT count(*) FROM deliveries
			WHERE state = 'waiting' AND settled_at IS NOT NULL OR state <> 'waiting' AND claimed_at IS NOT NULL`},
		{"I2", "a mail was tried more often than it may be", `SELECT count(*) FROM deliveries
			WHERE attempts > CASE kind WHEN 'reset_link' THEN {link attempts} ELSE {notice attempts} END`},
		{"I4", "a link was mailed for a request that was too old", `SELECT count(*) FROM deliveries d JOIN reset_requests r ON r.id = d.request_id
			WHERE d.state = 'handed_over' AND d.kind = 'reset_link' AND d.settled_at - r.requested_at >= {lifetime}
			AND coalesce((SELECT max(began_at) FROM delivery_attempts t WHERE t.delivery_id = d.id AND t.state = 'handed_over'), d.settled_at)
				- r.requested_at >= {lifetime}`},
	}
}

func tokenLaws() []law {
	return []law{
		{"I4", "two links of an account were used where the first must have ended the other", `SELECT count(*) FROM
			(SELECT 1 FROM reset_tokens WHERE spent_at IS NOT NULL GROUP BY account_id, generation HAVING count(*) > 1)`},
		{"I4", "a link was used when it had expired", `SELECT count(*) FROM reset_tokens WHERE spent_at - minted_at > {lifetime} + 1000`},
		{"I5", "a link was used, and the account's other links live on", `SELECT count(*) FROM reset_tokens t
			JOIN accounts a ON a.id = t.account_id WHERE t.spent_at IS NOT NULL AND t.generation >= a.generation`},
		{"I5", "a link was used, and its owner is not told", `SELECT count(*) FROM reset_tokens t
			WHERE t.spent_at > {now} - {day} AND NOT EXISTS (SELECT 1 FROM deliveries d
				WHERE d.account_id = t.account_id AND d.kind = 'password_changed' AND d.made_at = t.spent_at)`},
		// An attempt that ended before the content was sent put its link in nobody's
		// hands; every other one may have.
		{"I6", "a link is live that no mail can have told", `SELECT count(*) FROM (SELECT d.attempts AS attempts,
				(SELECT count(*) FROM reset_tokens t WHERE t.delivery_id = d.id AND {live}) AS live,
				(SELECT count(DISTINCT number) FROM delivery_attempts n WHERE n.delivery_id = d.id AND n.class IN ('refused', 'temporary')
					AND n.phase IN ('connect', 'greeting', 'EHLO', 'TLS', 'AUTH', 'MAIL', 'RCPT')) AS untold
			FROM deliveries d JOIN accounts a ON a.id = d.account_id WHERE d.kind = 'reset_link') WHERE live > attempts - untold`},
		{"I6", "a link is live although the account has completed a reset since", `SELECT count(*) FROM reset_tokens t
			JOIN accounts a ON a.id = t.account_id WHERE {live} AND EXISTS (SELECT 1 FROM reset_tokens s
				WHERE s.account_id = t.account_id AND s.spent_at > t.minted_at)`},
	}
}
