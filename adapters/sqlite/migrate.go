package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"

	"github.com/pressly/goose/v3"

	"latchkey/migrations"
)

// migrate applies what the file is missing. The caller holds the file's lock:
// goose has none of its own for SQLite.
func migrate(ctx context.Context, db *sql.DB, log *slog.Logger) error {
	provider, err := newProvider(db, goose.WithSlog(log))
	if err != nil {
		return err
	}
	results, err := provider.Up(ctx)
	if err != nil {
		return fmt.Errorf("migrate database: %w", err)
	}
	for _, result := range results {
		log.InfoContext(ctx, "database migrated", "version", result.Source.Version, "took", result.Duration)
	}
	return nil
}

// schemaOf fails for a schema this program does not know, which goose would
// take for up to date.
func schemaOf(ctx context.Context, db *sql.DB) (schema, error) {
	provider, err := newProvider(db)
	if err != nil {
		return schema{}, err
	}
	sources := provider.ListSources()
	s := schema{known: sources[len(sources)-1].Version}
	err = db.QueryRowContext(ctx, "SELECT coalesce(max(version_id), 0) FROM goose_db_version").Scan(&s.found)
	if err != nil {
		return schema{}, fmt.Errorf("read schema version: %w", err)
	}
	if s.found > s.known {
		return schema{}, fmt.Errorf("%w: its schema is version %d, this program knows version %d", ErrNewer, s.found, s.known)
	}
	return s, nil
}

func newProvider(db *sql.DB, options ...goose.ProviderOption) (*goose.Provider, error) {
	files, err := migrations.SQLite()
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	options = append(options, goose.WithDisableGlobalRegistry(true))
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, files, options...)
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	return provider, nil
}
