package sqlite

import "context"

// Pragmas returns settings of the writing connection as SQLite has them.
func (s *Store) Pragmas(ctx context.Context, names ...string) (map[string]string, error) {
	values := make(map[string]string, len(names))
	for _, name := range names {
		var value string
		if err := s.write.QueryRowContext(ctx, "SELECT * FROM pragma_"+name).Scan(&value); err != nil {
			return nil, s.translate(err)
		}
		values[name] = value
	}
	return values, nil
}
