package shophashes

import (
	"crypto/hmac"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"strings"

	"latchkey/ports"
)

// wordpressed is a hash of WordPress 6.8 and later: bcrypt of a keyed digest,
// so that more than 72 bytes of a password count.
type wordpressed struct{ inner check }

// readWordPress reads $wp$2y$…
func readWordPress(text string) (check, error) {
	inner, found := strings.CutPrefix(text, "$wp")
	if !found {
		return nil, ports.ErrHashUnknown
	}
	read, err := readBcrypt(inner)
	switch {
	case errors.Is(err, ports.ErrHashTooCostly):
		return nil, err
	case err != nil:
		return nil, ports.ErrHashMalformed
	}
	return wordpressed{inner: read}, nil
}

func (w wordpressed) format() ports.HashFormat {
	return ports.HashFormat{Name: "WordPress bcrypt", Cost: w.inner.format().Cost}
}

// matches trims the password: WordPress does, both when it is set and at
// sign-in.
func (w wordpressed) matches(password string) bool {
	digest := hmac.New(sha512.New384, []byte("wp-sha384"))
	digest.Write([]byte(trim(password)))
	return w.inner.matches(base64.StdEncoding.EncodeToString(digest.Sum(nil)))
}
