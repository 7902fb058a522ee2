-- A database of schema version 4 with rows in every table. Its last moment is
-- 1800000000000, in milliseconds since 1970.
PRAGMA journal_mode = WAL;
PRAGMA application_id = 1280001369;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE goose_db_version (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO goose_db_version VALUES(1,0,1,'2026-11-22 04:35:14');
INSERT INTO goose_db_version VALUES(2,1,1,'2026-11-22 04:35:14');
INSERT INTO goose_db_version VALUES(3,2,1,'2026-11-22 04:35:14');
INSERT INTO goose_db_version VALUES(4,3,1,'2026-11-22 04:35:14');
INSERT INTO goose_db_version VALUES(5,4,1,'2026-11-22 06:57:23');
CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO settings VALUES('sign_in_floor','50');
CREATE TABLE projects (
    id       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL,
    shop_url TEXT NOT NULL,
    sender   TEXT NOT NULL
, reply_to TEXT, reset_page TEXT, language TEXT, color TEXT, logo BLOB, support TEXT, footer TEXT) STRICT;
INSERT INTO projects VALUES(1,'Tea Shop','https://shop.example','no-reply@shop.example','help@shop.example',NULL,'nl','#336699',NULL,'help@shop.example','Tea Shop, Teastreet 1');
CREATE TABLE project_origins (
    project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    origin     TEXT NOT NULL,
    PRIMARY KEY (project_id, position)
) STRICT, WITHOUT ROWID;
INSERT INTO project_origins VALUES(1,0,'https://shop.example');
INSERT INTO project_origins VALUES(1,1,'https://www.shop.example');
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
    created_at     INTEGER NOT NULL, language TEXT, muted_until INTEGER,
    UNIQUE (project_id, email_key)
) STRICT, WITHOUT ROWID;
INSERT INTO accounts VALUES(X'010000000000000000000000',1,'Jane@Shop.example','jane@shop.example',1,'$argon2id$v=19$m=19456,t=2,p=1$oh755/DUG8tGMTRuxuOyqA$x7hvvtCunGXEenwRQckrhWE6wCbktImrNZy1W6yX22E',0,0,3,1791360000000,'de',NULL);
INSERT INTO accounts VALUES(X'020000000000000000000000',1,'li@shop.example','li@shop.example',0,'',0,0,0,1791360000000,NULL,NULL);
INSERT INTO accounts VALUES(X'030000000000000000000000',1,'ole@shop.example','ole@shop.example',0,'$argon2id$v=19$m=19456,t=2,p=1$oh755/DUG8tGMTRuxuOyqA$x7hvvtCunGXEenwRQckrhWE6wCbktImrNZy1W6yX22E',1,0,0,1791360000000,NULL,NULL);
CREATE TABLE reset_requests (
    id           INTEGER PRIMARY KEY,
    project_id   INTEGER NOT NULL REFERENCES projects (id),
    email_key    TEXT NOT NULL,
    channel      TEXT NOT NULL,
    requested_at INTEGER NOT NULL
, client_id BLOB, return_url TEXT, reset_page TEXT, device_ip TEXT, device_agent TEXT, language TEXT, software TEXT) STRICT;
INSERT INTO reset_requests VALUES(1,1,'jane@shop.example','page',1799992800000,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO reset_requests VALUES(2,1,'nobody@shop.example','page',1799993000000,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO reset_requests VALUES(3,1,'jane@shop.example','payway',1799999400000,X'c10000000000000000000000','https://shop.example/back','https://shop.example/page','192.0.2.1','Mozilla/5.0',NULL,NULL);
INSERT INTO reset_requests VALUES(4,1,'jane@shop.example','page',1799999405000,NULL,NULL,NULL,NULL,NULL,'de',NULL);
INSERT INTO reset_requests VALUES(5,1,'li@shop.example','webshop',1799999995000,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO reset_requests VALUES(6,1,'jane@shop.example','page',1799999999000,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE admission_progress (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    position INTEGER NOT NULL,
    moved_at INTEGER NOT NULL
) STRICT;
INSERT INTO admission_progress VALUES(1,5,1799999996000);
CREATE TABLE admissions (
    request_id  INTEGER PRIMARY KEY REFERENCES reset_requests (id) ON DELETE CASCADE,
    state       TEXT NOT NULL,
    admitted_at INTEGER NOT NULL
, account_id BLOB REFERENCES accounts (id) ON DELETE SET NULL, delivery_id BLOB REFERENCES deliveries (id) ON DELETE SET NULL) STRICT;
INSERT INTO admissions VALUES(1,'mailed',1799992801000,X'010000000000000000000000',NULL);
INSERT INTO admissions VALUES(3,'mailed',1799999401000,X'010000000000000000000000',NULL);
INSERT INTO admissions VALUES(4,'folded',1799999406000,X'010000000000000000000000',X'd30000000000000000000000');
INSERT INTO admissions VALUES(5,'mailed',1799999996000,X'020000000000000000000000',NULL);
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
, claimed_at INTEGER, ambiguous INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
INSERT INTO deliveries VALUES(X'd10000000000000000000000','reset_link','handed_over',X'010000000000000000000000',1,2,1799992801000,1799992801000,1,1799992810000,NULL,0);
INSERT INTO deliveries VALUES(X'd30000000000000000000000','reset_link','handed_over',X'010000000000000000000000',3,3,1799999401000,1799999401000,1,1799999410000,NULL,0);
INSERT INTO deliveries VALUES(X'd50000000000000000000000','reset_link','waiting',X'020000000000000000000000',5,0,1799999996000,1800000001000,1,NULL,NULL,0);
INSERT INTO deliveries VALUES(X'd90000000000000000000000','password_changed','handed_over',X'010000000000000000000000',NULL,3,1799992900000,1799992900000,1,1799992905000,NULL,0);
CREATE TABLE reset_tokens (
    hash        BLOB PRIMARY KEY CHECK (length(hash) = 32),
    delivery_id BLOB REFERENCES deliveries (id) ON DELETE CASCADE,
    account_id  BLOB NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    generation  INTEGER NOT NULL,
    minted_at   INTEGER NOT NULL,
    spent_at    INTEGER
) STRICT, WITHOUT ROWID;
INSERT INTO reset_tokens VALUES(X'67863e665541845fb71f5afa68ff1f196bfd2edf3c7a6dbf8290105610238606',NULL,X'020000000000000000000000',0,1799999700000,NULL);
INSERT INTO reset_tokens VALUES(X'c62cfa2b2fc09a97c58aa0a7027b432e5596bbeefd1f23f4a5309f62c982e4a9',X'd10000000000000000000000',X'010000000000000000000000',2,1799992810000,1799992900000);
INSERT INTO reset_tokens VALUES(X'c7917e59895d7442f5b0b3e8eeed83ff0dd146dffe6fa41a6b549803204d1260',X'd30000000000000000000000',X'010000000000000000000000',3,1799999410000,NULL);
CREATE TABLE project_return_origins (
    project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    origin     TEXT NOT NULL,
    PRIMARY KEY (project_id, position)
) STRICT, WITHOUT ROWID;
INSERT INTO project_return_origins VALUES(1,0,'https://shop.example');
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
INSERT INTO api_clients VALUES(X'c10000000000000000000000',1,'/external/account/w',X'd44b05bef064dd85f64956064cd727d459b899f0ee842934a6b93743a31549c3',X'12b78ab5427d9ea690d2cbafd9c6d504c8c469c778c00a1c0146eeb047b07dd3',0,1,1791360000000,NULL);
CREATE TABLE access_tokens (
    hash      BLOB PRIMARY KEY CHECK (length(hash) = 32),
    client_id BLOB NOT NULL REFERENCES api_clients (id) ON DELETE CASCADE,
    scopes    TEXT NOT NULL,
    issued_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO access_tokens VALUES(X'4eef2b1b1efcfd2a9b5176cf6bc4a5f3ab805730f6e68c355f5bfe830fc6cf01',X'c10000000000000000000000','/external/account/w',1799999940000);
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
INSERT INTO delivery_attempts VALUES(1,X'd10000000000000000000000',1,1799992809000,1799992810000,'handed_over',NULL,NULL,'250 taken');
INSERT INTO delivery_attempts VALUES(2,X'd50000000000000000000000',1,1799999997000,1799999998000,'waiting','temporary','RCPT','450 later');
CREATE TABLE audit_events (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    at         INTEGER NOT NULL,
    kind       TEXT NOT NULL,
    project_id INTEGER,
    subject    TEXT NOT NULL,
    address    TEXT NOT NULL
) STRICT;
INSERT INTO audit_events VALUES(1,1799992900000,'reset_completed',1,'010000000000000000000000','j***@shop.example');
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('goose_db_version',5);
INSERT INTO sqlite_sequence VALUES('audit_events',1);
CREATE INDEX deliveries_by_account ON deliveries (account_id, made_at);
CREATE INDEX deliveries_by_request ON deliveries (request_id) WHERE request_id IS NOT NULL;
CREATE INDEX reset_tokens_by_account ON reset_tokens (account_id);
CREATE INDEX reset_tokens_by_delivery ON reset_tokens (delivery_id);
CREATE INDEX access_tokens_by_client ON access_tokens (client_id);
CREATE INDEX access_tokens_by_age ON access_tokens (issued_at);
CREATE INDEX admissions_by_account ON admissions (account_id, admitted_at) WHERE account_id IS NOT NULL;
CREATE INDEX admissions_by_delivery ON admissions (delivery_id) WHERE delivery_id IS NOT NULL;
CREATE INDEX deliveries_fresh ON deliveries (due_at) WHERE state = 'waiting' AND attempts = 0;
CREATE INDEX deliveries_again ON deliveries (due_at) WHERE state = 'waiting' AND attempts > 0;
CREATE INDEX deliveries_notices_fresh ON deliveries (due_at) WHERE state = 'waiting' AND attempts = 0 AND kind <> 'reset_link';
CREATE INDEX deliveries_notices_again ON deliveries (due_at) WHERE state = 'waiting' AND attempts > 0 AND kind <> 'reset_link';
CREATE INDEX deliveries_claimed ON deliveries (claimed_at) WHERE claimed_at IS NOT NULL;
CREATE INDEX deliveries_handed_over ON deliveries (settled_at) WHERE state = 'handed_over' AND kind = 'reset_link';
CREATE INDEX delivery_attempts_by_delivery ON delivery_attempts (delivery_id);
CREATE TRIGGER audit_events_stay BEFORE UPDATE ON audit_events BEGIN
    SELECT raise(ABORT, 'the audit log is never changed');
END;
CREATE INDEX deliveries_unasked ON deliveries (made_at) WHERE request_id IS NULL;
CREATE INDEX reset_tokens_handed_out ON reset_tokens (minted_at) WHERE delivery_id IS NULL;
CREATE INDEX audit_events_by_age ON audit_events (at);
COMMIT;
