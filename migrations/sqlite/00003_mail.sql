-- +goose Up
-- How a project shows itself, and where its mails are answered.
ALTER TABLE projects ADD COLUMN reply_to TEXT;
ALTER TABLE projects ADD COLUMN reset_page TEXT;
ALTER TABLE projects ADD COLUMN language TEXT;
ALTER TABLE projects ADD COLUMN color TEXT;
ALTER TABLE projects ADD COLUMN logo BLOB;
ALTER TABLE projects ADD COLUMN support TEXT;
ALTER TABLE projects ADD COLUMN footer TEXT;

ALTER TABLE accounts ADD COLUMN language TEXT;
ALTER TABLE accounts ADD COLUMN muted_until INTEGER;

-- software is two words of a closed list, never what a caller wrote.
ALTER TABLE reset_requests ADD COLUMN language TEXT;
ALTER TABLE reset_requests ADD COLUMN software TEXT;

-- Of a folded request, delivery_id is the mail that serves it, too. account_id
-- counts how often somebody asked for one account.
ALTER TABLE admissions ADD COLUMN account_id BLOB REFERENCES accounts (id) ON DELETE SET NULL;
ALTER TABLE admissions ADD COLUMN delivery_id BLOB REFERENCES deliveries (id) ON DELETE SET NULL;
CREATE INDEX admissions_by_account ON admissions (account_id, admitted_at) WHERE account_id IS NOT NULL;
CREATE INDEX admissions_by_delivery ON admissions (delivery_id) WHERE delivery_id IS NOT NULL;

-- claimed_at is set while an attempt is under way.
ALTER TABLE deliveries ADD COLUMN claimed_at INTEGER;
ALTER TABLE deliveries ADD COLUMN ambiguous INTEGER NOT NULL DEFAULT 0;

-- Mails never tried and mails to be tried again wait in a lane each. When link
-- mails must wait, notices are found without looking at those.
DROP INDEX deliveries_due;
CREATE INDEX deliveries_fresh ON deliveries (due_at) WHERE state = 'waiting' AND attempts = 0;
CREATE INDEX deliveries_again ON deliveries (due_at) WHERE state = 'waiting' AND attempts > 0;
CREATE INDEX deliveries_notices_fresh ON deliveries (due_at) WHERE state = 'waiting' AND attempts = 0 AND kind <> 'reset_link';
CREATE INDEX deliveries_notices_again ON deliveries (due_at) WHERE state = 'waiting' AND attempts > 0 AND kind <> 'reset_link';
CREATE INDEX deliveries_claimed ON deliveries (claimed_at) WHERE claimed_at IS NOT NULL;
CREATE INDEX deliveries_handed_over ON deliveries (settled_at) WHERE state = 'handed_over' AND kind = 'reset_link';

CREATE TABLE delivery_attempts (
    id          INTEGER PRIMARY KEY,
    delivery_id BLOB NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
    number      INTEGER NOT NULL,
    began_at    INTEGER NOT NULL,
    ended_at    INTEGER NOT NULL,
    state       TEXT NOT NULL,
    class       TEXT,
    phase       TEXT,
    words       TEXT
) STRICT;

CREATE INDEX delivery_attempts_by_delivery ON delivery_attempts (delivery_id);

-- Appended to, and purged by age; never changed.
CREATE TABLE audit_events (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    at         INTEGER NOT NULL,
    kind       TEXT NOT NULL,
    project_id INTEGER,
    subject    TEXT NOT NULL,
    address    TEXT NOT NULL
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER audit_events_stay BEFORE UPDATE ON audit_events BEGIN
    SELECT raise(ABORT, 'the audit log is never changed');
END;
-- +goose StatementEnd
