package sqlite_test

import (
	"path/filepath"
	"testing"
	"time"

	"latchkey/domain"
	"latchkey/ports"
)

// TestABacklogKeepsNoNewMailWaiting: however many mails wait to be tried again,
// due or not, the next claim takes the mail of somebody who has just asked, and
// goes on with the backlog in what room is left (fault F27).
func TestABacklogKeepsNoNewMailWaiting(t *testing.T) {
	const limit = 20
	waiting := 100_000
	if testing.Short() {
		waiting = 5_000
	}
	for name, c := range map[string]struct {
		due  time.Time
		want int
	}{
		"deferred": {noon.Add(time.Minute), 1},
		"due":      {noon.Add(-time.Minute), limit},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "latchkey.db")
			store := openShop(t, path)
			fillBacklog(t, path, 1, waiting, 3, c.due)
			fillBacklog(t, path, waiting+1, 1, 0, noon)
			fresh := 0
			claimed, err := store.Outbox().Claim(t.Context(), ports.ClaimOrder{Now: noon, Lease: time.Hour, Limit: limit}, func(due ports.Due) (ports.Verdict, error) {
				if due.Delivery.Attempts == 1 {
					fresh++
				}
				return ports.Verdict{State: domain.DeliveryWaiting}, nil
			})
			if err != nil || fresh != 1 || claimed != c.want {
				t.Errorf("claimed %d, %d of them new, %v, want %d, 1 of them new", claimed, fresh, err, c.want)
			}
		})
	}
}
