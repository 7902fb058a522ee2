package shophashes

import (
	"crypto/md5" // what the hashes are made of
	"crypto/subtle"
	"strings"
	"time"

	"latchkey/ports"
)

const (
	phpassBytes = 34 // $P$, 1 character of rounds, 8 of salt, 22 of key
	// WordPress uses 2^13 rounds and phpBB 2^11.
	minPHPassLog2 = 7
	maxPHPassLog2 = 16
	capPHPassLog2 = 30 // beyond it phpass itself refuses
	// md5Round is for the longest password, in both spellings that may be tried.
	md5Round = 10 * time.Microsecond
)

// phpassed is a portable hash of phpass: WordPress before 6.8 ($P$), phpBB ($H$).
type phpassed struct {
	salt, key string
	log2      int
	trims     bool
}

func readPHPass(text string) (check, error) {
	wordPress := strings.HasPrefix(text, "$P$")
	if !wordPress && !strings.HasPrefix(text, "$H$") {
		return nil, ports.ErrHashUnknown
	}
	if len(text) != phpassBytes || !isOf(itoa64, text[3:]) {
		return nil, ports.ErrHashMalformed
	}
	log2 := strings.IndexByte(itoa64, text[3])
	switch {
	case log2 < minPHPassLog2 || log2 > capPHPassLog2:
		return nil, ports.ErrHashMalformed
	case log2 > maxPHPassLog2:
		return nil, ports.ErrHashTooCostly
	}
	return phpassed{salt: text[4:12], key: text[12:], log2: log2, trims: wordPress}, nil
}

func (h phpassed) format() ports.HashFormat {
	return ports.HashFormat{Name: "phpass", Cost: least + md5Round<<h.log2}
}

// matches tries what WordPress makes of the password, which trims it, before
// the password itself: other programs use $P$ as well.
func (h phpassed) matches(password string) bool {
	if trimmed := trim(password); h.trims && trimmed != password && h.derives(trimmed) {
		return true
	}
	return h.derives(password)
}

func (h phpassed) derives(password string) bool {
	sum := md5.Sum([]byte(h.salt + password))
	block := append(sum[:], password...)
	for range 1 << h.log2 {
		sum = md5.Sum(block)
		copy(block, sum[:])
	}
	return subtle.ConstantTimeCompare([]byte(crypt64(sum[:])), []byte(h.key)) == 1
}

// crypt64 spells bytes in groups of three, the first byte lowest and six bits
// at a time, the lowest first.
func crypt64(sum []byte) string {
	var text strings.Builder
	for len(sum) > 0 {
		group, bits := 0, 0
		for ; len(sum) > 0 && bits < 24; bits += 8 {
			group |= int(sum[0]) << bits
			sum = sum[1:]
		}
		for ; bits > 0; bits -= 6 {
			text.WriteByte(itoa64[group&63])
			group >>= 6
		}
	}
	return text.String()
}
