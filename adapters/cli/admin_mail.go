package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"

	"latchkey/app"
	"latchkey/domain"
)

type mailCmd struct {
	Test mailTestCmd `cmd:"" help:"Send a test mail the way every mail goes, and print what the relay says."`
}

type mailTestCmd struct {
	settings `embed:""`
	To       string           `required:"" placeholder:"ADDR" help:"Who gets the mail."`
	Project  domain.ProjectID `placeholder:"ID" help:"The shop it is from (default: the only one)."`
	Language string           `placeholder:"TAG" help:"The mail's language: en, nl, sv, de, fr or es (default: the shop's)."`
	JSON     bool             `name:"json" help:"Print one JSON document, for scripts."`
}

// Run sends the mail and prints each phase as it happens.
func (c *mailTestCmd) Run(ctx context.Context, selected *kong.Context, terminal *Terminal, commands Commands) error {
	c.gather(selected)
	options, err := c.checkMail(commands.Checks, terminal.Stderr)
	if err != nil {
		return err
	}
	ask, err := c.ask()
	if err != nil {
		return err
	}
	test, shut, err := commands.OpenTestMail(ctx, options)
	if err != nil {
		return commands.notOpened(err)
	}
	return errors.Join(c.send(ctx, terminal, test, ask), shut())
}

// checkMail judges the settings of serve that are about mails, and no others.
func (c *mailTestCmd) checkMail(checks Checks, log io.Writer) (ServeOptions, error) {
	p := problems(c.given.problems)
	options := ServeOptions{DB: c.DB, MailTemplates: c.MailTemplates, Log: log}
	if c.DB == "" {
		p.add("--db is missing: name the file of the database")
	}
	c.checkRelay(&p, &options, checks)
	c.checkDKIM(&p, &options, checks)
	if c.MailTemplates != "" && checks.MailTemplates != nil {
		p.addFrom("--mail-templates", checks.MailTemplates(c.MailTemplates))
	}
	level, err := c.given.level().parse()
	if err != nil {
		p.add("%v", err)
	}
	options.LogLevel = level
	if len(p) > 0 {
		return ServeOptions{}, usageError{errors.New(strings.Join(p, "; "))}
	}
	return options, nil
}

func (c *mailTestCmd) ask() (app.TestMailAsk, error) {
	to, err := emailValue("--to", c.To)
	if err != nil {
		return app.TestMailAsk{}, err
	}
	language, err := languageValue(c.Language)
	return app.TestMailAsk{To: to, Project: c.Project, Language: language}, err
}

// testMailDoc is the conversation in JSON.
type testMailDoc struct {
	OK        bool             `json:"ok"`
	Project   domain.ProjectID `json:"project_id"`
	Reference domain.Reference `json:"reference"`
	Steps     []phaseDoc       `json:"steps"`
	Fault     *faultDoc        `json:"fault,omitempty"`
}

type phaseDoc struct {
	Phase domain.RelayPhase `json:"phase"`
	Words string            `json:"words"`
}

type faultDoc struct {
	phaseDoc
	Class    domain.FaultClass `json:"class"`
	Code     int               `json:"code,omitempty"`
	Enhanced string            `json:"enhanced,omitempty"`
	Hint     string            `json:"hint"`
}

func (c *mailTestCmd) send(ctx context.Context, terminal *Terminal, test *app.TestMail, ask app.TestMailAsk) error {
	mail, err := test.Prepare(ctx, ask)
	if err != nil {
		return inWords(err)
	}
	doc := testMailDoc{Project: mail.Project.ID, Reference: mail.Reference, Steps: []phaseDoc{}}
	c.say(terminal, "A mail from %s of project %s:\n", mail.Project.Sender.Address(), mail.Project.ID)
	err = test.Send(ctx, mail, func(phase domain.RelayPhase, words string) {
		doc.Steps = append(doc.Steps, phaseDoc{phase, words})
		c.say(terminal, "  %-8s  %s\n", phase, words)
	})
	var fault *domain.RelayFault
	switch {
	case err == nil:
		doc.OK = true
		c.say(terminal, "The relay has taken it; its subject ends in ref %s.\n", mail.Reference)
	case errors.As(err, &fault):
		hint := relayHint(fault)
		doc.Fault = &faultDoc{
			phaseDoc: phaseDoc{fault.Phase, fault.Words}, Class: fault.Class(), Code: fault.Code, Enhanced: fault.Enhanced, Hint: hint,
		}
		c.say(terminal, "  %-8s  %s\n", fault.Phase, fault.Words)
		err = fmt.Errorf("%w; %s", fault, hint)
	}
	if c.JSON {
		err = errors.Join(err, encode(terminal.Stdout, doc))
	}
	return err
}

// say prints for people. That they are gone must not end the conversation.
func (c *mailTestCmd) say(terminal *Terminal, format string, args ...any) {
	if !c.JSON {
		_, _ = fmt.Fprintf(terminal.Stdout, format, args...)
	}
}
