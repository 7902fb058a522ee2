package webshop

import (
	"context"
	"errors"

	"latchkey/domain"
)

// refuse returns all that is wrong with the form, an unknown project included.
// Without violations it is nil if the project exists.
func (d *dialect) refuse(ctx context.Context, f form) error {
	wrong := f.violations
	if f.hasProject {
		_, err := d.Projects.Find(ctx, f.project)
		switch {
		case errors.Is(err, domain.NotFound):
			unknown := violated(projectField.field, "The selected project id is invalid.")
			wrong = append(unknown, wrong...) // the project is every operation's first field
		case err != nil:
			return err
		}
	}
	if wrong == nil {
		return nil
	}
	return wrong
}
