-- +goose Up
-- Which addresses the payway API takes; those of its own document if NULL.
ALTER TABLE projects ADD COLUMN email_syntax TEXT;
