-- +goose Up
-- What is found by its age alone.
CREATE INDEX deliveries_unasked ON deliveries (made_at) WHERE request_id IS NULL;
CREATE INDEX reset_tokens_handed_out ON reset_tokens (minted_at) WHERE delivery_id IS NULL;
CREATE INDEX audit_events_by_age ON audit_events (at);
