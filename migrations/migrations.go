// Package migrations holds the database schema as numbered SQL files, one
// folder per engine.
package migrations

import (
	"embed"
	"io/fs"
)

//go:embed sqlite/*.sql
var files embed.FS

// SQLite returns the migrations for SQLite. No file among them may use
// NO TRANSACTION: a migration happens as a whole or not at all. None goes back:
// the way to an older version is the copy made before.
func SQLite() (fs.FS, error) { return fs.Sub(files, "sqlite") }
