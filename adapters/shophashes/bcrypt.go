package shophashes

import (
	"strings"
	"time"

	"golang.org/x/crypto/bcrypt"

	"latchkey/ports"
)

const (
	bcryptBytes = 60 // $2y$10$, 22 characters of salt, 31 of key
	// maxBcryptCost takes some 3 s of a processor; what makes hashes today uses
	// 10 to 12.
	maxBcryptCost = 15
	// bcryptRead is how much of a password bcrypt takes notice of.
	bcryptRead = 72
	// bcryptUnit is what a cost of 0 would be reckoned to take.
	bcryptUnit = 200 * time.Microsecond
)

// bcrypted is a hash of PHP's password_hash and its like.
type bcrypted struct {
	text string
	cost int
}

// readBcrypt reads $2y$, $2b$ and $2a$, which mean the same here. $2x$ is
// another thing: what a faulty program of 2011 made.
func readBcrypt(text string) (check, error) {
	if len(text) < 4 || text[:2] != "$2" || !strings.Contains("aby", text[2:3]) || text[3] != '$' {
		return nil, ports.ErrHashUnknown
	}
	if len(text) != bcryptBytes || text[6] != '$' || !isOf("0123456789", text[4:6]) || !isOf(itoa64, text[7:]) {
		return nil, ports.ErrHashMalformed
	}
	cost := int(text[4]-'0')*10 + int(text[5]-'0')
	switch {
	case cost < bcrypt.MinCost || cost > bcrypt.MaxCost:
		return nil, ports.ErrHashMalformed
	case cost > maxBcryptCost:
		return nil, ports.ErrHashTooCostly
	}
	return bcrypted{text: text, cost: cost}, nil
}

func (b bcrypted) format() ports.HashFormat {
	return ports.HashFormat{Name: "bcrypt", Cost: bcryptUnit << b.cost}
}

// matches reads the password as PHP does, in C: up to the first NUL, and no
// more than 72 bytes of it.
func (b bcrypted) matches(password string) bool {
	password, _, _ = strings.Cut(password, "\x00")
	password = password[:min(len(password), bcryptRead)]
	return bcrypt.CompareHashAndPassword([]byte(b.text), []byte(password)) == nil
}
