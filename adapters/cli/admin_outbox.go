package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"time"

	"latchkey/app"
	"latchkey/domain"
)

type outboxCmd struct {
	List  outboxListCmd  `cmd:"" default:"withargs" help:"Show the mails that wait, and why."`
	Retry outboxRetryCmd `cmd:"" help:"Try a waiting mail, or all of them, at once."`
	Drop  outboxDropCmd  `cmd:"" help:"Give up a waiting mail."`
}

type outboxListCmd struct {
	officeFlags
	Limit int `default:"20" placeholder:"N" help:"Print N at most (default ${default})."`
}

// outboxDoc is the outbox in JSON.
type outboxDoc struct {
	Waiting int       `json:"waiting"` // in all
	Overdue int       `json:"overdue"` // of those below
	Today   int       `json:"handed_over_today"`
	Mails   []mailDoc `json:"mails"`
}

// overdueAfter is when a mail that is due should have been taken by a server
// that runs, unless it holds mails back.
const overdueAfter = time.Minute

// Run shows what waits.
func (c *outboxListCmd) Run(ctx context.Context, terminal *Terminal, commands Commands, level slog.Level) error {
	if c.Limit < 1 {
		return valueError("--limit", "1 or more")
	}
	return c.visit(ctx, visitor{terminal, commands, level}, false, func(office *app.Office) error {
		views, total, err := office.Outbox(ctx, c.Limit)
		if err != nil {
			return err
		}
		today, err := office.HandedOverToday(ctx)
		if err != nil {
			return err
		}
		doc := outboxDoc{Waiting: total, Today: today, Mails: docsOfMails(views)}
		for _, mail := range doc.Mails {
			if !mail.Sending && office.Now().Sub(mail.NextAttemptAt.Time) > overdueAfter {
				doc.Overdue++
			}
		}
		return c.print(terminal, doc, func(w io.Writer) { printOutbox(w, doc) })
	})
}

// overdueInWords is what only the log of a server knows for sure.
const overdueInWords = `
%d of these should have been tried a minute ago or longer. Either no server
runs, or the relay takes no mail and is tried with one every 15 seconds, or
--mail-budget is spent (%s handed over today, UTC). The log
of the server says which.
`

func printOutbox(w io.Writer, doc outboxDoc) {
	if doc.Waiting == 0 {
		fmt.Fprintln(w, "No mail waits.")
		return
	}
	var rows [][]string
	for _, mail := range doc.Mails {
		next, why := moment(mail.NextAttemptAt.Time), "not tried yet"
		switch {
		case mail.Sending:
			next, why = "now", "being sent, or its server ended"
		case mail.LastFault == domain.FaultRelay:
			why = `the relay takes no mail at all: "` + mail.LastWords + `"`
		case mail.LastWords != "":
			why = `"` + mail.LastWords + `"`
		case mail.Attempts > 0:
			why = "see latchkey request show " + string(mail.Reference)
		}
		rows = append(rows, []string{string(mail.Reference), next, strconv.Itoa(mail.Attempts), mail.To}, []string{"      " + why})
	}
	printTable(w, []string{"REF", "NEXT ATTEMPT (UTC)", "TRIED", "TO"}, rows)
	more := "."
	if len(doc.Mails) < doc.Waiting {
		more = " in all; see more with --limit."
	}
	fmt.Fprintf(w, "\n%s%s\n", plural(doc.Waiting, "mail waits", "mails wait"), more)
	if doc.Overdue > 0 {
		fmt.Fprintf(w, overdueInWords, doc.Overdue, plural(doc.Today, "link mail was", "link mails were"))
	}
}

type outboxRetryCmd struct {
	officeFlags
	Mail string `arg:"" optional:"" help:"The mail's reference, such as 7K2M, or its id."`
	All  bool   `help:"Try all mails that wait."`
}

// Run makes one mail, or all, due at once.
func (c *outboxRetryCmd) Run(ctx context.Context, terminal *Terminal, commands Commands, level slog.Level) error {
	if (c.Mail == "") == !c.All {
		return usageError{errors.New("give the reference of a mail, or --all")}
	}
	return c.visit(ctx, visitor{terminal, commands, level}, false, func(office *app.Office) error {
		retried := 1
		var err error
		if c.All {
			retried, err = office.RetryAll(ctx)
		} else {
			_, err = office.Retry(ctx, c.Mail)
		}
		if err != nil {
			return err
		}
		return c.print(terminal, map[string]int{"retried": retried}, func(w io.Writer) {
			fmt.Fprintf(w, "%s due now; a running server tries within seconds.\n", plural(retried, "mail is", "mails are"))
		})
	})
}

type outboxDropCmd struct {
	officeFlags
	Mail string `arg:"" help:"The mail's reference, such as 7K2M, or its id."`
}

// Run drops the mail.
func (c *outboxDropCmd) Run(ctx context.Context, terminal *Terminal, commands Commands, level slog.Level) error {
	return c.visit(ctx, visitor{terminal, commands, level}, false, func(office *app.Office) error {
		mail, err := office.Drop(ctx, c.Mail)
		if err != nil {
			return err
		}
		return c.print(terminal, map[string]string{"dropped": mail.Delivery.ID.String()}, func(w io.Writer) {
			fmt.Fprintf(w, "The mail with ref %s is dropped.\n", mail.Reference())
		})
	})
}
