package app

import (
	"context"
	"errors"
	"fmt"

	"latchkey/domain"
	"latchkey/ports"
)

// TestMail lets an operator try the relay with the very same writer, settings
// and conversation as every other mail.
type TestMail struct {
	Environment
	Projects ports.Projects
	Writer   ports.MailWriter
	Probe    ports.RelayProbe
}

// TestMailAsk says what to send.
type TestMailAsk struct {
	To       domain.Email
	Project  domain.ProjectID // 0: the only one there is
	Language domain.Language  // zero: the project's
}

// ErrWhichProject says that there is more than one project, or none.
var ErrWhichProject = errors.New("there is not exactly one project")

// Prepared is a mail that is ready to be sent.
type Prepared struct {
	Project   domain.Project
	Reference domain.Reference
	mail      domain.Mail
}

// Prepare writes the mail. An unknown project is domain.NotFound in field
// "project"; none given where there are several is ErrWhichProject.
func (t *TestMail) Prepare(ctx context.Context, ask TestMailAsk) (Prepared, error) {
	project, err := t.project(ctx, ask.Project)
	if err != nil {
		return Prepared{}, err
	}
	id, err := domain.MintDeliveryID(t.Entropy)
	if err != nil {
		return Prepared{}, err
	}
	mail, err := t.Writer.Write(domain.Letter{
		Kind: domain.TestMail, ID: id, Project: project, To: ask.To, Date: t.Now(),
		Language: domain.FirstLanguage(ask.Language, project.Language),
	})
	if err != nil {
		return Prepared{}, fmt.Errorf("write mail: %w", err)
	}
	return Prepared{Project: project, Reference: id.Reference(), mail: mail}, nil
}

// Send hands the mail over and tells each step as the relay has answered it.
// It fails as ports.Mailer.Send does.
func (t *TestMail) Send(ctx context.Context, p Prepared, tell func(phase domain.RelayPhase, words string)) error {
	return t.Probe.Probe(ctx, p.mail, func(step ports.RelayStep) { tell(step.Phase, step.Words) })
}

func (t *TestMail) project(ctx context.Context, id domain.ProjectID) (domain.Project, error) {
	projects := &Projects{Store: t.Projects}
	if id != 0 {
		project, err := projects.Find(ctx, id)
		return project, notFound("project", err)
	}
	project, ok, err := projects.Only(ctx)
	if err == nil && !ok {
		err = ErrWhichProject
	}
	return project, err
}
