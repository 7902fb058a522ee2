package smtprelay

import (
	"io"

	"latchkey/domain"
)

// Render is what happens to a mail between Send and the connection.
func Render(mail domain.Mail) error {
	message, err := compose(mail)
	if err != nil {
		return err
	}
	_, err = message.WriteTo(io.Discard)
	return err
}
