package sqlite_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"latchkey/adapters/sqlite"
	"latchkey/domain"
	"latchkey/ports"
)

// fixtureNow is the last moment that the fixtures of older schemas know of.
var fixtureNow = time.UnixMilli(1_800_000_000_000)

// What is in the fixtures: links that can be used, and a client's secrets.
const (
	spentToken  = "27KPGWFA5W8K59XB60AXNWES94"
	janesToken  = "4S4N8EWGGPWK75WJSNV1P3FDAR"
	lisToken    = "4VCZA8C337JD489WHJNC99YQFT"
	clientToken = "lkt_6w5gpy8qb1bxfkq6zrznfcqv00hscbg0"
)

// beforeNow is what the copy is called that is made before a database gets this
// program's schema.
const beforeNow = ".before-5"

// earlierSchemas are all versions before this program's.
func earlierSchemas(t *testing.T) []int {
	t.Helper()
	fixtures, err := filepath.Glob("testdata/schema_*.sql")
	must(t, err)
	known, err := filepath.Glob("../../migrations/sqlite/*.sql")
	must(t, err)
	if len(fixtures) != len(known)-1 {
		t.Fatalf("there are %d fixtures of %d earlier schemas: add one of the last", len(fixtures), len(known)-1)
	}
	var versions []int
	for n := range fixtures {
		versions = append(versions, n+1)
	}
	return versions
}

// oldDatabase makes a file as a latchkey of that schema version has left it.
func oldDatabase(t *testing.T, version int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "latchkey.db")
	text, err := os.ReadFile(fmt.Sprintf("testdata/schema_%05d.sql", version))
	must(t, err)
	must(t, os.WriteFile(path, nil, 0o600))
	_ = shell(t, path, string(text)).Close()
	return path
}

func atFixtureNow(path string) sqlite.Options {
	return sqlite.Options{Path: path, Now: func() time.Time { return fixtureNow }, Log: slog.New(slog.DiscardHandler)}
}

// TestEveryEarlierSchemaIsUpgraded (fault F25): nothing is lost, Verify finds
// nothing, what it was is kept in a copy, and everything works.
func TestEveryEarlierSchemaIsUpgraded(t *testing.T) {
	t.Parallel()
	for _, version := range earlierSchemas(t) {
		t.Run(fmt.Sprint("version ", version), func(t *testing.T) {
			t.Parallel()
			path := oldDatabase(t, version)
			before := tables(t, path)
			store, err := sqlite.Open(t.Context(), atFixtureNow(path))
			must(t, err)
			t.Cleanup(func() { _ = store.Close() })
			sameRows(t, before, tables(t, path))
			if got := verify(t, path); len(got) != 0 {
				t.Errorf("Verify after the upgrade: %+v", got)
			}
			copied := path + beforeNow
			if info, err := os.Stat(copied); err != nil || info.Mode().Perm() != 0o600 {
				t.Fatalf("the copy: %v, %v, want a file of mode 0600", info, err)
			}
			if got := tables(t, copied); !reflect.DeepEqual(got, before) {
				t.Error("the copy is not what the database was")
			}
			redeemFixture(t, store)
		})
	}
}

// sameRows fails unless after has every value of before.
func sameRows(t *testing.T, before, after map[string][]map[string]any) {
	t.Helper()
	for table, rows := range before {
		if table == "goose_db_version" || table == "sqlite_sequence" {
			continue // they tell of the upgrade itself
		}
		if len(rows) == 0 {
			t.Errorf("the fixture has no row in %s", table)
		}
		if len(after[table]) != len(rows) {
			t.Errorf("%s has %d rows, want %d", table, len(after[table]), len(rows))
			continue
		}
		for i, row := range rows {
			for column, value := range row {
				if got := after[table][i][column]; !reflect.DeepEqual(got, value) {
					t.Errorf("%s, row %d: %s is %v, want %v", table, i+1, column, got, value)
				}
			}
		}
	}
}

// redeemFixture uses what came from the older version: links, mails, clients.
func redeemFixture(t *testing.T, store *sqlite.Store) {
	t.Helper()
	ctx := context.Background()
	for text, want := range map[string]domain.TokenState{spentToken: domain.TokenSpent, janesToken: domain.TokenLive, lisToken: domain.TokenLive} {
		token, err := domain.ParseResetToken(text)
		must(t, err)
		holder, err := store.ResetTokens().Inspect(ctx, token.Hash())
		must(t, err)
		if got := holder.Token.StateAt(fixtureNow, holder.Account); got != want {
			t.Errorf("a link is %s, want %s", got, want)
		}
		if want != domain.TokenLive {
			continue
		}
		must(t, store.ResetTokens().Redeem(ctx, token.Hash(), func(holder ports.TokenHolder) (ports.Redemption, error) {
			holder.Account.CompleteReset("$new")
			holder.Token.SpentAt = fixtureNow
			notice := domain.Delivery{ID: domain.DeliveryID{holder.Account.ID[0], 9}, Kind: domain.PasswordChangedMail,
				AccountID: holder.Account.ID, MadeAt: fixtureNow, DueAt: fixtureNow}
			return ports.Redemption{Account: holder.Account, Token: holder.Token, Notice: notice}, nil
		}))
	}
	claimed := 0
	_, err := store.Outbox().Claim(ctx, ports.ClaimOrder{Now: fixtureNow.Add(time.Second), Lease: time.Minute, Limit: 10},
		func(ports.Due) (ports.Verdict, error) {
			claimed++
			return ports.Verdict{State: domain.DeliveryWaiting}, nil
		})
	if err != nil || claimed != 3 {
		t.Errorf("%d mails were claimed, %v, want the one that waited and two notices", claimed, err)
	}
	admitted, err := store.ResetRequests().Admit(ctx, fixtureNow, 10, func(ports.Applicant) (ports.Admission, error) {
		return ports.Admission{State: domain.RequestOverLimit}, nil
	})
	if err != nil || admitted != 1 {
		t.Errorf("%d requests were admitted, %v, want the one not looked at yet", admitted, err)
	}
}
