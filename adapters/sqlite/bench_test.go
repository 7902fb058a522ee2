package sqlite_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"latchkey/domain"
	"latchkey/ports"
)

// BenchmarkAdmit reports the time for one request of a full batch that nobody
// answers to, and of one that folds into an earlier mail.
func BenchmarkAdmit(b *testing.B) {
	const batch = 32
	for _, known := range []bool{false, true} {
		b.Run(fmt.Sprintf("known=%v", known), func(b *testing.B) {
			store := openStore(b, filepath.Join(b.TempDir(), "latchkey.db"))
			must(b, store.Projects().Put(b.Context(), domain.Project{ID: 1, Name: "Shop", Sender: mustParse("no-reply@shop.example")}))
			jane := domain.Account{ID: domain.AccountID{1}, ProjectID: 1, Email: mustParse("jane@example.com"), CreatedAt: time.Now()}
			must(b, store.Accounts().Add(b.Context(), jane))
			request := domain.ResetRequest{ProjectID: 1, Email: mustParse("nobody@example.com"), Channel: domain.ViaPage, RequestedAt: time.Now()}
			if known {
				request.Email = jane.Email
			}
			fold := func(ports.Applicant) (ports.Admission, error) {
				return ports.Admission{State: domain.RequestFolded}, nil
			}
			for b.Loop() {
				b.StopTimer()
				for range batch {
					must(b, store.ResetRequests().Add(b.Context(), request))
				}
				b.StartTimer()
				if n, err := store.ResetRequests().Admit(b.Context(), time.Now(), batch, fold); n != batch || err != nil {
					b.Fatal(n, err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*batch), "ns/request")
		})
	}
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}
