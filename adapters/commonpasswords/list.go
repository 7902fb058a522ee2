// Package commonpasswords knows the passwords that attackers try first, from
// the lists of zxcvbn and a few rules for what no list can hold.
package commonpasswords

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/ccojocar/zxcvbn-go/data"

	"latchkey/domain"
)

// lists are leaked passwords, words of film subtitles and first names. The
// surnames are left out: they would add 12,000 words that are hardly ever a
// password on their own, for as long a start as all the others take.
func lists() []string { return []string{"Passwords", "English", "MaleNames", "FemaleNames"} }

// List implements ports.CommonPasswords with some 18,000 words of
// domain.MinPasswordCharacters or more, in less than 0.5 MiB.
type List struct {
	words []string // lower case, sorted, all in one piece of memory
}

// New reads the lists, which takes 10 to 20 ms.
//
// It imports zxcvbn's data and not its frequency package, whose init would
// decode all lists, most of which is for short words, at the start of every
// command and keep them.
func New() (*List, error) {
	var words []string
	for _, name := range lists() {
		file, err := data.Asset("data/" + name + ".json")
		if err != nil {
			return nil, fmt.Errorf("commonpasswords: %w", err)
		}
		var decoded struct{ List []string }
		if err := json.Unmarshal(file, &decoded); err != nil {
			return nil, fmt.Errorf("commonpasswords: decode %s: %w", name, err)
		}
		for _, word := range decoded.List {
			if len(word) >= domain.MinPasswordCharacters {
				words = append(words, lowerASCII(word))
			}
		}
	}
	slices.Sort(words)
	words = slices.Compact(words)
	// One string for all words, of which each is a part, instead of the decoder's many.
	return &List{words: strings.Split(strings.Join(words, "\n"), "\n")}, nil
}

// Contains reports whether p is a listed word, a repetition or a run of
// neighbours, in any letter case (of ASCII: the lists have no other letters).
func (l *List) Contains(p domain.Password) bool {
	text := lowerASCII(p.Reveal())
	_, listed := slices.BinarySearch(l.words, text)
	return listed || isRepetition(text) || isRun(text)
}

// lowerASCII lower-cases A to Z only, so that no other letter folds onto them.
func lowerASCII(text string) string {
	lowered := []byte(text)
	for i, c := range lowered {
		if 'A' <= c && c <= 'Z' {
			lowered[i] = c + 'a' - 'A'
		}
	}
	return string(lowered)
}
