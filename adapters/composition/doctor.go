package composition

import (
	"context"
	"fmt"
	"net"
	"time"

	"latchkey/adapters/cli"
	"latchkey/adapters/smtprelay"
	"latchkey/adapters/sqlite"
	"latchkey/adapters/surroundings"
	"latchkey/app"
	"latchkey/domain"
	"latchkey/ports"
)

// doctor examines what serve would run with, and sends a test mail if somebody
// wants one.
func doctor(ctx context.Context, o cli.ServeOptions, wish cli.DoctorOptions, tell func(app.Check)) error {
	use, end, err := beside(ctx, o, entry{examine: true})
	if err != nil {
		tell(app.Check{Name: "database", State: app.CheckFailed, Text: err.Error(), Remedy: remedy(o.DB, err)})
		return nil
	}
	defer func() { _ = end() }() // everything has been said by then
	relay, err := smtprelay.Open(relaySettings(o))
	if err != nil {
		return err
	}
	defer func() { _ = relay.Close() }()
	examination := app.Doctor{
		Environment: use.Office.Environment, Projects: use.Office.Store.Projects, Relay: relay, DNS: net.DefaultResolver, BaseURL: o.BaseURL,
		RelayIsLocal: relaySettings(o).IsLocal(),
		DKIM:         app.DKIMRecord{Domain: o.DKIM.Domain, Selector: o.DKIM.Selector, PublicKey: relaySettings(o).DKIMPublicKey()},
		Surroundings: surroundings.New(surroundings.Config{
			Database: o.DB,
			Findings: func(ctx context.Context) ([]string, error) { return findings(ctx, o.DB) },
			Newest:   func(ctx context.Context) (time.Time, error) { return newest(ctx, use.Office.Store.Timeline) },
		}),
	}
	examination.Examine(ctx, tell)
	if wish.MailTo.IsZero() {
		return nil
	}
	tell(testMail(ctx, use.TestMail, wish.MailTo))
	return nil
}

func findings(ctx context.Context, path string) ([]string, error) {
	found, err := sqlite.Verify(ctx, path)
	var texts []string
	for _, f := range found {
		texts = append(texts, fmt.Sprintf("%s: %s", f.Invariant, f.Text))
	}
	return texts, err
}

func newest(ctx context.Context, timeline ports.Timeline) (time.Time, error) {
	records, err := timeline.Requests(ctx, ports.RequestQuery{Limit: 1})
	if err != nil || len(records) == 0 {
		return time.Time{}, err
	}
	return records[0].Request.RequestedAt, nil
}

func testMail(ctx context.Context, mail *app.TestMail, to domain.Email) app.Check {
	prepared, err := mail.Prepare(ctx, app.TestMailAsk{To: to})
	if err == nil {
		err = mail.Send(ctx, prepared, func(domain.RelayPhase, string) {})
	}
	if err != nil {
		return app.Check{Name: "test mail", State: app.CheckFailed, Text: err.Error(), Remedy: "see the whole conversation with latchkey mail test"}
	}
	return app.Check{Name: "test mail", State: app.CheckOK, Text: "the relay has taken it: look whether it arrives, and not as spam"}
}
