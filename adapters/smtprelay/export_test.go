package smtprelay

import "latchkey/domain"

// Build is what happens to a mail between Send and the connection. It returns
// the mail's octets.
func (c Config) Build(mail domain.Mail) ([]byte, error) {
	p, err := c.pack(mail)
	if err != nil {
		return nil, err
	}
	return p.content, nil
}
