package domain_test

import (
	"math"
	"testing"

	"latchkey/domain"
)

// TestContrast has ratios that other programs print, and the two ends.
func TestContrast(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want float64
	}{
		{"#000000", "#ffffff", 21}, {"#ffffff", "#ffffff", 1}, {"#000000", "#000000", 1},
		{"#767676", "#ffffff", 4.54}, {"#777777", "#ffffff", 4.48}, // the known greys on both sides of 4.5
		{"#ff0000", "#ffffff", 4.00}, {"#00ff00", "#ffffff", 1.37}, {"#00ff00", "#000000", 15.30}, {"#ffff00", "#ffffff", 1.07}, {"#0000ff", "#ffffff", 8.59},
		{"#0a0a0a", "#000000", 1.06}, {"#0b0b0b", "#000000", 1.07}, // the last grey that is linear, and the next
	} {
		a, err1 := domain.ParseColor(c.a)
		b, err2 := domain.ParseColor(c.b)
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		for _, got := range []float64{a.Contrast(b), b.Contrast(a)} {
			if math.Abs(got-c.want) > 0.005 {
				t.Errorf("%s and %s: %.3f, want %.2f", c.a, c.b, got, c.want)
			}
		}
	}
}
