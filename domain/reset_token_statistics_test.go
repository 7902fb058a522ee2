package domain_test

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"latchkey/domain"
)

const sampleSize = 100_000

// TestMintResetTokenStatistics holds the bounds of threat A06. They are so wide
// that sound tokens break one of them in about one of 10⁴ samples; a fault in
// minting breaks the second sample too, chance does not.
func TestMintResetTokenStatistics(t *testing.T) {
	first := unsoundness(sampleTokens(t))
	if len(first) == 0 {
		return
	}
	for _, complaint := range unsoundness(sampleTokens(t)) {
		t.Error(complaint)
	}
	t.Logf("the first sample said: %q", first)
}

// TestStatisticsBite shows that the bounds notice the faults they are for. Each
// fault is far enough beyond its bound that chance cannot hide it: the bit that
// is set in every 20th token stands 15 standard deviations from the middle, and
// the bound is at 5.
func TestStatisticsBite(t *testing.T) {
	if testing.Short() {
		t.Skip("needs a sample for each fault")
	}
	spoil := map[string]func(i int, bits []byte){
		"a version 4 UUID":    func(_ int, bits []byte) { bits[6] = bits[6]&0x0f | 0x40 },
		"a bit set too often": func(i int, bits []byte) { bits[9] |= byte(i % 20 / 19) },
		"one known byte":      func(_ int, bits []byte) { bits[0] = 0x5a },
		"a counter in front":  func(i int, bits []byte) { bits[0], bits[1], bits[2] = byte(i>>16), byte(i>>8), byte(i) },
		"a repeated token":    func(i int, bits []byte) { clearIf(bits, i == 17 || i == 99_000) },
		"a shared prefix":     func(i int, bits []byte) { clearIf(bits[:8], i == 17 || i == 99_000) },
	}
	sound := sampleTokens(t)
	for name, fault := range spoil {
		tokens := make([]domain.ResetToken, len(sound))
		for i, token := range sound {
			bits, err := hex.DecodeString(strings.ReplaceAll(token.UUID(), "-", ""))
			if err != nil {
				t.Fatal(err)
			}
			fault(i, bits)
			tokens[i] = tokenOf(t, [16]byte(bits))
		}
		if len(unsoundness(tokens)) == 0 {
			t.Errorf("%s goes unnoticed", name)
		}
	}
}

func clearIf(bits []byte, condition bool) {
	if condition {
		clear(bits)
	}
}

func sampleTokens(t *testing.T) []domain.ResetToken {
	t.Helper()
	tokens := make([]domain.ResetToken, sampleSize)
	for i := range tokens {
		token, err := domain.MintResetToken(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		tokens[i] = token
	}
	return tokens
}

// unsoundness returns what speaks against tokens being random.
func unsoundness(tokens []domain.ResetToken) []string {
	spelled := make([]string, len(tokens))
	for i, token := range tokens {
		spelled[i] = token.Base32()
	}
	slices.Sort(spelled)
	return slices.Concat(bitComplaints(spelled), symbolComplaints(spelled), prefixComplaints(spelled))
}

// bitComplaints wants every bit set in half of the tokens, within 5σ.
func bitComplaints(spelled []string) []string {
	const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	var value ['Z' + 1]int
	for i, c := range crockford {
		value[c] = i
	}
	var set [26][5]int
	for _, text := range spelled {
		for i := range len(text) {
			for bit := range 5 {
				set[i][bit] += value[text[i]] >> bit & 1
			}
		}
	}
	var complaints []string
	n := float64(len(spelled))
	for i := range set {
		for bit, count := range set[i] {
			if i == 0 && bit > 2 {
				continue // the two bits 26 symbols have above 128
			}
			if sigmas := (float64(count) - n/2) / (math.Sqrt(n) / 2); math.Abs(sigmas) > 5 {
				complaints = append(complaints, fmt.Sprintf("bit %d of symbol %d is off by %.1fσ", bit, i, sigmas))
			}
		}
	}
	return complaints
}

// symbolComplaints wants the 32 symbols equally often: χ² with 31 degrees of
// freedom lies outside these bounds with a probability of 10⁻⁶ at either end.
// The first symbol, which has 3 bits only, is left out.
func symbolComplaints(spelled []string) []string {
	const lowest, highest = 6.4, 84.2
	counts := map[rune]int{}
	for _, text := range spelled {
		for _, c := range text[1:] {
			counts[c]++
		}
	}
	want := float64(25*len(spelled)) / 32
	chi2 := float64(32-len(counts)) * want
	for _, count := range counts {
		chi2 += (float64(count) - want) * (float64(count) - want) / want
	}
	if chi2 < lowest || chi2 > highest {
		return []string{fmt.Sprintf("χ² over the symbols is %.1f, want %.1f to %.1f", chi2, lowest, highest)}
	}
	return nil
}

// prefixComplaints wants no more likeness among tokens than birthday
// statistics allow. 10⁵ tokens make 5·10⁹ pairs, and k symbols hold 5k-2 bits:
// 0.6 pairs share 7 symbols, and 10⁻⁶ pairs share the first 11.
func prefixComplaints(spelled []string) []string {
	var complaints []string
	for i := 1; i < len(spelled); i++ {
		if one, other := spelled[i-1], spelled[i]; one[:11] == other[:11] {
			complaints = append(complaints, fmt.Sprintf("%s and %s share 11 symbols or more", one, other))
		}
	}
	alike := map[string]int{}
	for _, text := range spelled {
		alike[text[:4]]++
	}
	pairs := 0.0
	for _, n := range alike {
		pairs += float64(n) * float64(n-1) / 2
	}
	n := float64(len(spelled))
	want := n * (n - 1) / 2 / (1 << 18)
	if sigmas := (pairs - want) / math.Sqrt(want); math.Abs(sigmas) > 5 {
		complaints = append(complaints, fmt.Sprintf("%.0f pairs share 4 symbols, want %.0f: off by %.1fσ", pairs, want, sigmas))
	}
	return complaints
}
