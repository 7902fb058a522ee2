package argon2id

import (
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"

	"latchkey/domain"
)

// What a new hash is made with: OWASP Password Storage Cheat Sheet, argon2id
// with 19 MiB, 2 passes and 1 lane.
const (
	memoryKiB = 19 * 1024
	passes    = 2
	lanes     = 1
	saltBytes = 16
	keyBytes  = 32
)

// What a stored hash may ask for. Whoever can write one must not be able to
// take all memory or a processor for minutes: 64 MiB and 4 lanes are the
// defaults of PHP and argon2-cffi.
const (
	maxMemoryKiB = 64 * 1024
	maxPasses    = 10
	maxLanes     = 4
	minSaltBytes = 8
	maxSaltBytes = 64
	minKeyBytes  = 16
	maxKeyBytes  = 64
	maxTextBytes = 256 // longer than any text with parts of these lengths
)

// phc is a hash with all that made it, in the PHC string format.
type phc struct {
	memory, passes uint32 // memory in KiB
	lanes          uint8
	salt, key      []byte
}

// String returns $argon2id$v=19$m=…,t=…,p=…$salt$key.
func (h phc) String() string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		h.memory, h.passes, h.lanes, b64.EncodeToString(h.salt), b64.EncodeToString(h.key))
}

// parse reads text exactly as String writes it, within the bounds above.
func parse(text string) (h phc, ok bool) {
	h, ok = scan(text)
	if !ok || !h.isBounded() {
		return phc{}, false
	}
	return h, true
}

// scan reads text exactly as String writes it, whatever it asks for.
func scan(text string) (h phc, ok bool) {
	fields := strings.Split(text[:min(len(text), maxTextBytes)], "$")
	if len(fields) != 6 {
		return phc{}, false
	}
	if _, err := fmt.Sscanf(fields[3], "m=%d,t=%d,p=%d", &h.memory, &h.passes, &h.lanes); err != nil {
		return phc{}, false
	}
	var saltErr, keyErr error
	h.salt, saltErr = base64.RawStdEncoding.DecodeString(fields[4])
	h.key, keyErr = base64.RawStdEncoding.DecodeString(fields[5])
	if saltErr != nil || keyErr != nil {
		return phc{}, false
	}
	// The scanners above are lenient (spaces, signs, line breaks, another
	// version); that String writes the same text again is not.
	return h, h.String() == text
}

func (h phc) isBounded() bool {
	return h.lanes >= 1 && h.lanes <= maxLanes &&
		h.passes >= 1 && h.passes <= maxPasses &&
		h.memory >= 8*uint32(h.lanes) && h.memory <= maxMemoryKiB && // 8 per lane: RFC 9106 §3.1
		len(h.salt) >= minSaltBytes && len(h.salt) <= maxSaltBytes &&
		len(h.key) >= minKeyBytes && len(h.key) <= maxKeyBytes
}

// derive does the work: a key of p under h's salt and parameters.
func (h phc) derive(p domain.Password, keyBytes int) []byte {
	return argon2.IDKey([]byte(p.Reveal()), h.salt, h.passes, h.memory, h.lanes, uint32(keyBytes))
}

// work is what a check takes: KiB that are gone through, once for each pass.
func (h phc) work() uint32 { return h.memory * h.passes } // no more than maxMemoryKiB * maxPasses

// decoy costs what a new hash costs and is nobody's.
func decoy() phc {
	return phc{memory: memoryKiB, passes: passes, lanes: lanes, salt: make([]byte, saltBytes), key: make([]byte, keyBytes)}
}
