-- +goose Up
CREATE TABLE project_return_origins (
    project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    origin     TEXT NOT NULL,
    PRIMARY KEY (project_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE api_clients (
    id             BLOB PRIMARY KEY CHECK (length(id) = 12),
    project_id     INTEGER NOT NULL REFERENCES projects (id),
    scopes         TEXT NOT NULL,
    secret_hash    BLOB NOT NULL CHECK (length(secret_hash) = 32),
    token_hash     BLOB UNIQUE CHECK (length(token_hash) = 32),
    reveal_unknown INTEGER NOT NULL CHECK (reveal_unknown IN (0, 1)),
    may_mint       INTEGER NOT NULL CHECK (may_mint IN (0, 1)),
    created_at     INTEGER NOT NULL,
    revoked_at     INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE access_tokens (
    hash      BLOB PRIMARY KEY CHECK (length(hash) = 32),
    client_id BLOB NOT NULL REFERENCES api_clients (id) ON DELETE CASCADE,
    scopes    TEXT NOT NULL,
    issued_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX access_tokens_by_client ON access_tokens (client_id);
CREATE INDEX access_tokens_by_age ON access_tokens (issued_at);

-- What only some channels know of a request.
ALTER TABLE reset_requests ADD COLUMN client_id BLOB;
ALTER TABLE reset_requests ADD COLUMN return_url TEXT;
ALTER TABLE reset_requests ADD COLUMN reset_page TEXT;
ALTER TABLE reset_requests ADD COLUMN device_ip TEXT;
ALTER TABLE reset_requests ADD COLUMN device_agent TEXT;
