package shophashes

import (
	"crypto/md5" // what the hashes are made of
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"

	"latchkey/ports"
)

const (
	maxMagentoSalt  = 128
	maxMagentoSteps = 3
	sodiumSaltBytes = 16
	sodiumPasses    = 2         // libsodium's interactive limits
	sodiumMemory    = 64 * 1024 // KiB
	maxSodiumPasses = 10
	argonCost       = 2 * time.Microsecond // for a pass over one KiB
)

// magento is a hash of Magento 1 or 2. Magento 2 makes an old hash better by
// hashing it once more, so there may be several steps.
type magento struct {
	digest, salt string // digest in lower-case hexadecimal digits
	steps        []magentoStep
}

// magentoStep hashes what the step before it has made, in hexadecimal digits,
// or the password.
type magentoStep struct {
	bytes          uint32                     // of what it makes
	simple         func(salted string) string // nil: it is argon2id
	passes, memory uint32                     // of argon2id, memory in KiB
}

// readMagento reads digest, digest:salt and digest:salt:version:version…
func readMagento(text string) (check, error) {
	digest, rest, salted := strings.Cut(text, ":")
	if !isHex(digest, md5.Size) && !isHex(digest, sha256.Size) {
		return nil, ports.ErrHashUnknown
	}
	salt, versions, versioned := strings.Cut(rest, ":")
	if salted && salt == "" || len(salt) > maxMagentoSalt || !isPrintable(salt) {
		return nil, ports.ErrHashMalformed
	}
	m := magento{digest: digest, salt: salt}
	if !versioned {
		if versions = "0"; len(digest) == 2*sha256.Size {
			versions = "1"
		}
	}
	return m.withSteps(strings.Split(versions, ":"))
}

func (m magento) withSteps(versions []string) (check, error) {
	if len(versions) > maxMagentoSteps {
		return nil, ports.ErrHashMalformed
	}
	for _, version := range versions {
		step, err := readStep(version)
		if err != nil {
			return nil, err
		}
		m.steps = append(m.steps, step)
	}
	if last := m.steps[len(m.steps)-1]; !isHex(m.digest, int(last.bytes)) {
		return nil, ports.ErrHashMalformed
	}
	return m, nil
}

func readStep(version string) (magentoStep, error) {
	switch version {
	case "0":
		return magentoStep{simple: hexMD5, bytes: md5.Size}, nil
	case "1":
		return magentoStep{simple: hexSHA256, bytes: sha256.Size}, nil
	case "2":
		return magentoStep{passes: sodiumPasses, memory: sodiumMemory, bytes: 32}, nil
	}
	fields := strings.Split(version, "_") // 3_bytes_passes_memory
	if len(fields) != 4 || fields[0] != "3" {
		return magentoStep{}, ports.ErrHashMalformed
	}
	keyBytes, ok1 := number(fields[1])
	passes, ok2 := number(fields[2])
	memory, ok3 := number(fields[3])
	switch {
	case !ok1 || !ok2 || !ok3 || keyBytes != 16 && keyBytes != 32 || passes < 1 || memory < 8*1024:
		return magentoStep{}, ports.ErrHashMalformed
	case passes > maxSodiumPasses || memory > sodiumMemory*1024:
		return magentoStep{}, ports.ErrHashTooCostly
	}
	return magentoStep{passes: uint32(passes), memory: uint32(memory / 1024), bytes: uint32(keyBytes)}, nil
}

func (m magento) format() ports.HashFormat {
	cost := least
	for _, step := range m.steps {
		cost += time.Duration(step.passes) * time.Duration(step.memory) * argonCost
	}
	return ports.HashFormat{Name: "Magento", Cost: cost}
}

func (m magento) matches(password string) bool {
	made := password
	for _, step := range m.steps {
		made = step.hash(made, m.salt)
	}
	return subtle.ConstantTimeCompare([]byte(made), []byte(m.digest)) == 1
}

func (s magentoStep) hash(text, salt string) string {
	if s.simple != nil {
		return s.simple(salt + text)
	}
	return hex.EncodeToString(argon2.IDKey([]byte(text), sodiumSalt(salt), s.passes, s.memory, 1, s.bytes))
}

// sodiumSalt brings the salt to the one length that libsodium takes: it is cut,
// or repeated. An empty one stays as it is; readMagento refuses it.
func sodiumSalt(salt string) []byte {
	if salt == "" {
		return nil
	}
	for len(salt) < sodiumSaltBytes {
		salt += salt
	}
	return []byte(salt[:sodiumSaltBytes])
}

func hexMD5(text string) string {
	sum := md5.Sum([]byte(text))
	return hex.EncodeToString(sum[:])
}

func hexSHA256(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
