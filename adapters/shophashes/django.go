package shophashes

import (
	"crypto/pbkdf2"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"strings"
	"time"

	"latchkey/ports"
)

const (
	// maxIterations is twice what Django 6 uses.
	maxIterations    = 2_400_000
	maxDjangoSalt    = 128
	pbkdf2Iteration  = 600 * time.Nanosecond
	djangoKeyLetters = 44 // 32 bytes in padded base64
)

// django is a pbkdf2_sha256 hash of Django.
type django struct {
	salt, key  string
	iterations int
}

// readDjango reads pbkdf2_sha256$iterations$salt$key.
func readDjango(text string) (check, error) {
	rest, found := strings.CutPrefix(text, "pbkdf2_sha256$")
	if !found {
		return nil, ports.ErrHashUnknown
	}
	fields := strings.Split(rest, "$")
	if len(fields) != 3 || fields[1] == "" || len(fields[1]) > maxDjangoSalt || !isPrintable(fields[1]) {
		return nil, ports.ErrHashMalformed
	}
	iterations, ok := number(fields[0])
	key, err := base64.StdEncoding.Strict().DecodeString(fields[2])
	if !ok || iterations < 1 || err != nil || len(key) != sha256.Size || len(fields[2]) != djangoKeyLetters {
		return nil, ports.ErrHashMalformed
	}
	if iterations > maxIterations {
		return nil, ports.ErrHashTooCostly
	}
	return django{salt: fields[1], key: string(key), iterations: iterations}, nil
}

func (d django) format() ports.HashFormat {
	return ports.HashFormat{Name: "Django pbkdf2_sha256", Cost: least + time.Duration(d.iterations)*pbkdf2Iteration}
}

func (d django) matches(password string) bool {
	derived, err := pbkdf2.Key(sha256.New, password, []byte(d.salt), d.iterations, sha256.Size)
	return err == nil && subtle.ConstantTimeCompare(derived, []byte(d.key)) == 1
}
