-- +goose Up
-- Times are whole milliseconds since 1970 in UTC. 1280001369 is "LKEY".
PRAGMA application_id = 1280001369;

CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE projects (
    id       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL,
    shop_url TEXT NOT NULL,
    sender   TEXT NOT NULL
) STRICT;

CREATE TABLE project_origins (
    project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    origin     TEXT NOT NULL,
    PRIMARY KEY (project_id, position)
) STRICT, WITHOUT ROWID;

-- email is as its owner writes it and is where mail goes; email_key is what
-- addresses are compared by; no address, as an empty key, matches nobody.
CREATE TABLE accounts (
    id             BLOB PRIMARY KEY CHECK (length(id) = 12),
    project_id     INTEGER NOT NULL REFERENCES projects (id),
    email          TEXT NOT NULL,
    email_key      TEXT NOT NULL CHECK (email_key <> ''),
    email_verified INTEGER NOT NULL CHECK (email_verified IN (0, 1)),
    password_hash  TEXT NOT NULL,
    disabled       INTEGER NOT NULL CHECK (disabled IN (0, 1)),
    external       INTEGER NOT NULL CHECK (external IN (0, 1)),
    generation     INTEGER NOT NULL,
    created_at     INTEGER NOT NULL,
    UNIQUE (project_id, email_key)
) STRICT, WITHOUT ROWID;

-- A log: rows are appended and never changed, so that accepting a request is
-- as little work as can be. What became of them is told by admission_progress
-- and admissions: a request after the position is waiting to be looked at; one
-- up to it has a row in admissions, or nobody answered to its address. The
-- newest request must stay, or its id would be given out again.
CREATE TABLE reset_requests (
    id           INTEGER PRIMARY KEY,
    project_id   INTEGER NOT NULL REFERENCES projects (id),
    email_key    TEXT NOT NULL,
    channel      TEXT NOT NULL,
    requested_at INTEGER NOT NULL
) STRICT;

CREATE TABLE admission_progress (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    position INTEGER NOT NULL,
    moved_at INTEGER NOT NULL
) STRICT;

INSERT INTO admission_progress (one, position, moved_at) VALUES (1, 0, 0);

CREATE TABLE admissions (
    request_id  INTEGER PRIMARY KEY REFERENCES reset_requests (id) ON DELETE CASCADE,
    state       TEXT NOT NULL,
    admitted_at INTEGER NOT NULL
) STRICT;

CREATE TABLE deliveries (
    id         BLOB PRIMARY KEY CHECK (length(id) = 12),
    kind       TEXT NOT NULL,
    state      TEXT NOT NULL,
    account_id BLOB NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    request_id INTEGER REFERENCES reset_requests (id) ON DELETE SET NULL,
    generation INTEGER NOT NULL,
    made_at    INTEGER NOT NULL,
    due_at     INTEGER NOT NULL,
    attempts   INTEGER NOT NULL,
    settled_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX deliveries_due ON deliveries (due_at) WHERE state = 'waiting';
CREATE INDEX deliveries_by_account ON deliveries (account_id, made_at);
CREATE INDEX deliveries_by_request ON deliveries (request_id) WHERE request_id IS NOT NULL;

-- hash is SHA-256 of the token's purpose and the token; the token itself is
-- nowhere in this file. One that was handed to an API client has no delivery.
CREATE TABLE reset_tokens (
    hash        BLOB PRIMARY KEY CHECK (length(hash) = 32),
    delivery_id BLOB REFERENCES deliveries (id) ON DELETE CASCADE,
    account_id  BLOB NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    generation  INTEGER NOT NULL,
    minted_at   INTEGER NOT NULL,
    spent_at    INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX reset_tokens_by_account ON reset_tokens (account_id);
CREATE INDEX reset_tokens_by_delivery ON reset_tokens (delivery_id);
