package app_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"latchkey/adapters/accountfile"
	"latchkey/adapters/shophashes"
	"latchkey/adapters/sqlite"
	"latchkey/app"
	"latchkey/domain"
	"latchkey/ports"
)

func TestImportIntoNoProject(t *testing.T) {
	i := newImporting(t)
	_, err := i.Run(t.Context(), app.ImportOrder{Project: 2, File: strings.NewReader("email\n"), Format: "csv"}, func(app.ImportDone) {})
	var problem *domain.Problem
	if !errors.As(err, &problem) || problem.Kind != domain.NotFound || problem.Field != "project" {
		t.Errorf("Run = %v, want domain.NotFound in project", err)
	}
}

// What was imported before trouble stays, and is told.
func TestImportBrokenOff(t *testing.T) {
	gone := errors.New("the disk is gone")
	i := newImporting(t)
	done, err := i.run(t, io.MultiReader(strings.NewReader(manyRows(1500)), iotest.ErrReader(gone)), "csv")
	if !errors.Is(err, gone) {
		t.Errorf("Run = %v, want the disk's error", err)
	}
	wantCounts(t, done, 1000, 0, 0)
	i.wantEvents(t, 1)

	ctx, stop := context.WithCancel(t.Context())
	done, err = i.Run(ctx, app.ImportOrder{Project: 1, File: strings.NewReader(manyRows(5000)), Format: "csv"}, func(d app.ImportDone) {
		if d.Rows() == 2000 {
			stop()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Run = %v, want context.Canceled", err)
	}
	wantCounts(t, done, 1000, 1000, 0)
	i.wantEvents(t, 2)
}

func TestManyRejectionsAreCounted(t *testing.T) {
	i := newImporting(t)
	done, err := i.run(t, strings.NewReader("email\n"+strings.Repeat("x\n", app.MaxRejections+5)), "csv")
	must(t, err)
	wantCounts(t, done, 0, 0, app.MaxRejections+5)
	if len(done.Rejections) != app.MaxRejections {
		t.Errorf("%d are remembered, want %d", len(done.Rejections), app.MaxRejections)
	}
	i.wantEvents(t, 0)
}

// lists takes a while for each transaction and notes when.
type lists struct {
	ports.AccountLists
	floor  *notedFloor
	began  []time.Time
	ended  []time.Time
	floors []time.Duration
}

func (l *lists) AddMany(_ context.Context, accounts []domain.Account) ([]bool, error) {
	l.began, l.floors = append(l.began, time.Now()), append(l.floors, l.floor.at)
	<-time.After(40 * time.Millisecond)
	l.ended = append(l.ended, time.Now())
	return make([]bool, len(accounts)), nil
}

type notedFloor struct{ at time.Duration }

func (f *notedFloor) Floor(context.Context) (time.Duration, error)   { return f.at, nil }
func (f *notedFloor) Raise(_ context.Context, d time.Duration) error { f.at = max(f.at, d); return nil }

type oneProject struct{ ports.Projects }

func (oneProject) ByID(context.Context, domain.ProjectID) (domain.Project, error) {
	return domain.Project{ID: 1}, nil
}

// Between two transactions others get their turn; and no hash is stored before
// failures are as slow as it is.
func TestImportLeavesTurnsAndRaisesTheFloorFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		floor := &notedFloor{}
		store := &lists{floor: floor}
		importer := &app.Import{
			Environment: app.Environment{Now: time.Now, Entropy: rand.Reader},
			Store:       ports.Store{Projects: oneProject{}, AccountLists: store, SignInFloor: floor},
			Files:       accountfile.Files{}, Hashes: []ports.HashReader{shophashes.Hashes{}},
		}
		file := manyRows(3000) + "slow@example.com," + strings.Replace(bcryptHash, "$04$", "$12$", 1) + "\n"
		_, err := importer.Run(t.Context(), app.ImportOrder{Project: 1, File: strings.NewReader(file), Format: "csv"}, func(app.ImportDone) {})
		must(t, err)
		if len(store.began) != 4 {
			t.Fatalf("%d transactions, want 4", len(store.began))
		}
		for n := 1; n < len(store.began); n++ {
			if gap := store.began[n].Sub(store.ended[n-1]); gap != 10*time.Millisecond {
				t.Errorf("gap of %v before transaction %d, want a quarter of the one before", gap, n+1)
			}
		}
		quick, slow := 3200*time.Microsecond, 819200*time.Microsecond
		if want := []time.Duration{quick, quick, quick, slow}; !slices.Equal(store.floors, want) {
			t.Errorf("floors %v, want %v", store.floors, want)
		}
	})
}

// FuzzImport looks for files that end an import, or lose a row without a word.
func FuzzImport(f *testing.F) {
	f.Add("email\na@b.example\n", "csv")
	f.Add("{\"email\":\"a@b.example\"}\n", "jsonl")
	f.Fuzz(func(t *testing.T, text, format string) {
		floor := &notedFloor{}
		importer := &app.Import{
			Environment: app.Environment{Now: func() time.Time { return time.Time{} }, Entropy: rand.Reader},
			Store:       ports.Store{Projects: oneProject{}, AccountLists: instant{}, SignInFloor: floor},
			Files:       accountfile.Files{}, Hashes: []ports.HashReader{shophashes.Hashes{}},
		}
		done, err := importer.Run(t.Context(), app.ImportOrder{Project: 1, File: strings.NewReader(text), Format: format}, func(app.ImportDone) {})
		if err != nil {
			return // the header is no good, or there is no such format
		}
		lines := 0
		for line := range strings.SplitSeq(strings.TrimPrefix(text, "\ufeff"), "\n") {
			if strings.TrimSuffix(line, "\r") != "" {
				lines++
			}
		}
		if format == "csv" {
			lines-- // the header
		}
		if done.Rows() != lines {
			t.Errorf("%d rows of %d: %+v", done.Rows(), lines, done)
		}
	})
}

type instant struct{ ports.AccountLists }

func (instant) AddMany(_ context.Context, accounts []domain.Account) ([]bool, error) {
	return make([]bool, len(accounts)), nil
}

// A running server goes on accepting requests while customers move in.
func TestImportBesideAServer(t *testing.T) {
	server := newImporting(t)
	beside, err := sqlite.OpenBeside(t.Context(), sqlite.Options{Path: server.path, Now: time.Now, Log: server.Log})
	must(t, err)
	t.Cleanup(func() { _ = beside.Close() })
	importer := *server.Import
	importer.Store = beside.Ports()
	file, rows := io.Pipe() // the last rows come when a request was accepted: neither is over before the other began
	all := manyRows(6000)
	half := strings.LastIndexByte(all[:len(all)/2], '\n') + 1
	asked := make(chan struct{})
	go func() {
		_, _ = io.WriteString(rows, all[:half])
		<-asked
		_, _ = io.WriteString(rows, all[half:])
		_ = rows.Close()
	}()
	finished := make(chan error)
	go func() {
		done, err := importer.Run(t.Context(), app.ImportOrder{Project: 1, File: file, Format: "csv"}, func(app.ImportDone) {})
		if err == nil && done.Imported != 6000 {
			err = fmt.Errorf("%d imported, want 6000", done.Imported)
		}
		finished <- err
	}()
	for accepted := 0; ; accepted++ {
		if accepted == 1 {
			close(asked)
		}
		select {
		case err := <-finished:
			must(t, err)
			return
		default:
		}
		must(t, server.store.ResetRequests().Add(t.Context(), domain.ResetRequest{
			ProjectID: 1, Email: email("jane@example.com"), Channel: domain.ViaWebshop, RequestedAt: time.Now(),
		}))
	}
}
