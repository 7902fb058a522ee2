package commonpasswords

import "strings"

// maxUnit is the longest unit, in bytes, whose repetition is refused: any one
// character (UTF-8 has at most 4 bytes), abababab, 12341234.
const maxUnit = 4

// isRepetition reports whether text is one short unit again and again; the
// last one may be cut off.
func isRepetition(text string) bool {
	for unit := 1; unit <= maxUnit && 2*unit <= len(text); unit++ {
		if text[unit:] == text[:len(text)-unit] {
			return true
		}
	}
	return false
}

// rows are what is typed along: digits, the alphabet, and the three keyboards'
// letters from the upper left to the lower right.
func rows() []string {
	return []string{
		"0123456789",
		"abcdefghijklmnopqrstuvwxyz",
		"qwertyuiopasdfghjklzxcvbnm",
		"qwertzuiopasdfghjklyxcvbnm",
		"azertyuiopqsdfghjklmwxcvbn",
	}
}

// isRun reports whether each character of text is the next one in a row, or
// each the one before; the row's end and beginning are neighbours.
func isRun(text string) bool {
	for _, row := range rows() {
		if goesAlong(text, row, 1) || goesAlong(text, row, len(row)-1) {
			return true
		}
	}
	return false
}

func goesAlong(text, row string, step int) bool {
	if text == "" {
		return false
	}
	at := strings.IndexByte(row, text[0])
	for i := range len(text) {
		if at < 0 || text[i] != row[at] {
			return false
		}
		at = (at + step) % len(row)
	}
	return true
}
