// Package shophashes checks passwords against the hashes that shops and their
// frameworks have made, so that their customers can sign in before they choose
// a new password: PHP's bcrypt (Laravel, PrestaShop), WordPress, phpBB, Django
// and Magento. It makes none. Argon2id hashes in the PHC string format are not
// among them: package argon2id checks those, whoever made them.
package shophashes

import (
	"errors"
	"time"

	"latchkey/domain"
	"latchkey/ports"
)

// Hashes implements ports.ForeignHashes. The zero value is ready.
type Hashes struct{}

// check is a hash that has been read.
type check interface {
	// format names the hash's format and what checking costs.
	format() ports.HashFormat
	// matches does the work.
	matches(password string) bool
}

// readers are asked in turn. Each knows its own by the first characters, or by
// its shape, and leaves others alone with ports.ErrHashUnknown.
func readers() []func(text string) (check, error) {
	return []func(string) (check, error){readBcrypt, readWordPress, readPHPass, readDjango, readMagento}
}

// maxTextBytes is longer than any hash of these formats.
const maxTextBytes = 512

func read(hash domain.PasswordHash) (check, error) {
	if len(hash) > maxTextBytes {
		return nil, ports.ErrHashUnknown
	}
	for _, reader := range readers() {
		if found, err := reader(string(hash)); !errors.Is(err, ports.ErrHashUnknown) {
			return found, err
		}
	}
	return nil, ports.ErrHashUnknown
}

// Read implements ports.HashReader.
func (Hashes) Read(hash domain.PasswordHash) (ports.HashFormat, error) {
	found, err := read(hash)
	if err != nil {
		return ports.HashFormat{}, err
	}
	return found.format(), nil
}

// Verify implements ports.ForeignHashes.
func (Hashes) Verify(p domain.Password, hash domain.PasswordHash) bool {
	found, err := read(hash)
	return err == nil && found.matches(p.Reveal())
}

// least is what every check is reckoned to cost: as much as finding out that
// there is nothing to do.
const least = time.Millisecond
