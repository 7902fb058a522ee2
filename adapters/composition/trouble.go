package composition

import (
	"errors"
	"fmt"

	"latchkey/adapters/sqlite"
)

// cannotOpen says what to do about a database that a server cannot open.
func cannotOpen(db string, err error) error {
	return fmt.Errorf("%w; %s", err, remedy(db, err))
}

// remedy is what to do about it.
func remedy(db string, err error) string {
	for _, known := range []struct {
		err    error
		advice string
	}{
		{sqlite.ErrOlder, "end its server and start this version"},
		{sqlite.ErrCorrupt, "nothing was written; put a backup in its place with latchkey restore --db " + db + " --from BACKUP"},
		{sqlite.ErrMissing, "create it with latchkey project add --db " + db + ", or choose another file with --db"},
		{sqlite.ErrInUse, "end that one first, or choose another file with --db"},
		{sqlite.ErrNewer, "use the newer latchkey, or put the copy made before its upgrade in its place with latchkey restore"},
	} {
		if errors.Is(err, known.err) {
			return known.advice
		}
	}
	return "choose another file with --db"
}
