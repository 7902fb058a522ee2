package cli

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"latchkey/app"
	"latchkey/domain"
)

type requestCmd struct {
	List requestListCmd `cmd:"" help:"List requests, the newest first."`
	Show requestShowCmd `cmd:"" help:"Show each step of a request, with the relay's own words."`
}

type requestListCmd struct {
	officeFlags
	Email   string           `placeholder:"ADDR" help:"Only for this e-mail."`
	Ref     string           `placeholder:"REF" help:"Only those that the mail with this reference answers, such as 7K2M."`
	Since   string           `placeholder:"TIME" help:"Only from this time on: 2h for two hours ago, or 2026-11-21T14:00:00Z."`
	Until   string           `placeholder:"TIME" help:"Only before this time."`
	Project domain.ProjectID `placeholder:"ID" help:"Only this shop's."`
	Limit   int              `default:"20" placeholder:"N" help:"Print N at most (default ${default})."`
}

// Run lists the requests.
func (c *requestListCmd) Run(ctx context.Context, terminal *Terminal, commands Commands, level slog.Level) error {
	query, err := c.query()
	if err != nil {
		return err
	}
	return c.visit(ctx, visitor{terminal, commands, level}, false, func(office *app.Office) error {
		now := office.Now()
		if query.Since, err = pastValue("--since", c.Since, now); err != nil {
			return err
		}
		if query.Until, err = pastValue("--until", c.Until, now); err != nil {
			return err
		}
		views, err := office.Requests(ctx, query)
		if err != nil {
			return err
		}
		return c.print(terminal, docsOfRequests(views), func(w io.Writer) {
			if len(views) == 0 {
				fmt.Fprintln(w, "No request matches.")
				return
			}
			printRequests(w, views, c.Email != "")
		})
	})
}

func (c *requestListCmd) query() (app.RequestQuery, error) {
	query := app.RequestQuery{Project: c.Project, Limit: c.Limit}
	if c.Limit < 1 {
		return query, valueError("--limit", "1 or more")
	}
	var err error
	if query.Email, err = optionalEmail("--email", c.Email); err != nil || c.Ref == "" {
		return query, err
	}
	if query.Reference, err = domain.ParseReference(c.Ref); err != nil {
		return query, valueError("--ref", "four letters and digits such as 7K2M")
	}
	return query, nil
}

// printRequests writes a table. Where all are for one e-mail, there is room for
// what else is to be said, below each.
func printRequests(w io.Writer, views []app.RequestView, oneEmail bool) {
	head := []string{"ASKED (UTC)", "ID", "REF", "STATE", "E-MAIL"}
	if oneEmail {
		head = head[:4]
	}
	var rows [][]string
	for _, view := range views {
		doc := docOfRequest(view)
		row := []string{moment(doc.RequestedAt.Time), fmt.Sprint(doc.ID), string(doc.Reference), string(doc.State), doc.Email}
		rows = append(rows, row[:len(head)])
		if below := remark(doc.Note, doc.LastWords); oneEmail && below != "" {
			rows = append(rows, []string{strings.Repeat(" ", len("2006-01-02 15:04:05  ")) + below})
		}
	}
	printTable(w, head, rows)
}

// remark is the note, or the relay's last words where there is none.
func remark(note, words string) string {
	if note != "" || words == "" {
		return note
	}
	return `"` + words + `"`
}

type requestShowCmd struct {
	officeFlags
	Request string `arg:"" help:"The request's id, or the reference of its mail, such as 7K2M."`
}

// Run shows the one request that is meant.
func (c *requestShowCmd) Run(ctx context.Context, terminal *Terminal, commands Commands, level slog.Level) error {
	return c.visit(ctx, visitor{terminal, commands, level}, false, func(office *app.Office) error {
		found, err := office.Request(ctx, c.Request)
		if err != nil {
			return err
		}
		if len(found) > 1 {
			return severalRequests(found)
		}
		doc := wholeDocOfRequest(found[0])
		return c.print(terminal, doc, func(w io.Writer) { printRequest(w, doc) })
	})
}

func severalRequests(found []app.RequestView) error {
	var names []string
	for _, view := range found {
		if view.Request.ID == 0 {
			names = append(names, "the mail of "+moment(view.Delivery.Delivery.MadeAt))
			continue
		}
		names = append(names, fmt.Sprintf("%d (%s)", view.Request.ID, moment(view.Request.RequestedAt)))
	}
	return fmt.Errorf("this means more than one; show one by its id: %s", strings.Join(names, ", "))
}

func printRequest(w io.Writer, doc requestDoc) {
	state, id, device := string(doc.State), "", ""
	if doc.Note != "" {
		state += ", " + doc.Note
	}
	if doc.ID != 0 {
		id = fmt.Sprint(doc.ID)
	}
	if doc.Device != nil {
		device = strings.Trim(domain.RelayWords(doc.Device.IPAddress)+", "+domain.RelayWords(doc.Device.UserAgent), ", ")
	}
	printFacts(w, []fact{
		{"State", state}, {"Request", id}, {"Reference", string(doc.Reference)}, {"E-mail", doc.Email}, {"Project", doc.Project.String()},
		{"Client", doc.ClientID}, {"Software", doc.Software}, {"Device", device}, {"Language", string(doc.Language)},
		{"Back to", doc.ReturnURL}, {"Reset page", doc.ResetPage}, {"Mail", doc.MailID},
	})
	fmt.Fprintln(w)
	printSteps(w, doc.Steps)
}

// printSteps writes a step on a line, the relay's words below it. The day is
// told where it changes.
func printSteps(w io.Writer, steps []stepDoc) {
	day := ""
	for _, step := range steps {
		at := "--:--:--"
		if !step.At.IsZero() {
			if today := step.At.UTC().Format("2006-01-02"); today != day {
				day = today
				fmt.Fprintln(w, day+" (UTC)")
			}
			at = step.At.UTC().Format("15:04:05")
		}
		fmt.Fprintf(w, "  %s  %s\n", at, step.Text)
		if step.Words != "" {
			fmt.Fprintf(w, "            %q\n", step.Words)
		}
	}
}
