package pages

import (
	"encoding/hex"
	"math"

	"latchkey/domain"
)

// look is a project's colour as the pages can use it: as text on each of the
// two backgrounds, and as a button that is the same on both. All of it has at
// least the contrast that WCAG 2.2 asks of text, 4.5 to 1. The names are those
// of the stylesheet's custom properties.
type look struct {
	Light       string `json:"brand-light"`
	Dark        string `json:"brand-dark"`
	Button      string `json:"button"`
	ButtonHover string `json:"button-hover"`
	OnButton    string `json:"on-button"`
}

// The backgrounds that text stands on, of each scheme the one that is hardest
// to be seen on; see page.css.
var (
	lightBack = domain.Color{R: 0xee, G: 0xf2, B: 0xf1, Set: true}
	darkBack  = domain.Color{R: 0x17, G: 0x20, B: 0x1f, Set: true}
	white     = domain.Color{R: 255, G: 255, B: 255, Set: true}
	black     = domain.Color{Set: true}
)

// enoughContrast is that of WCAG 2.2, success criterion 1.4.3, with a little
// more for what browsers round.
const enoughContrast = 4.55

// lookOf returns what to do with color.
func lookOf(color domain.Color) look {
	// Whatever the colour, one of the two has a contrast of 4.58 at least; and
	// away from the text's colour it only grows.
	onButton, hover := white, mix(color, black, .15)
	if color.Contrast(black) > color.Contrast(white) {
		onButton, hover = black, mix(color, white, .15)
	}
	return look{
		Light:       readable(color, black, lightBack).String(),
		Dark:        readable(color, white, darkBack).String(),
		Button:      color.String(),
		ButtonHover: hover.String(),
		OnButton:    onButton.String(),
	}
}

// rules is the look as a stylesheet.
func (l look) rules() string {
	return ":root{--brand-light:" + l.Light + ";--brand-dark:" + l.Dark +
		";--button:" + l.Button + ";--button-hover:" + l.ButtonHover + ";--on-button:" + l.OnButton + "}\n"
}

// readable moves color towards target, no further than it must, until it can
// be read on background.
func readable(color, target, background domain.Color) domain.Color {
	const steps = 50
	for step := range steps {
		if nearer := mix(color, target, float64(step)/steps); nearer.Contrast(background) >= enoughContrast {
			return nearer
		}
	}
	return target
}

func mix(a, b domain.Color, share float64) domain.Color {
	channel := func(a, b uint8) uint8 { return uint8(math.Round(float64(a)*(1-share) + float64(b)*share)) }
	return domain.Color{R: channel(a.R, b.R), G: channel(a.G, b.G), B: channel(a.B, b.B), Set: true}
}

// hexColor reads a colour as it is written in the stylesheet's address:
// without the # that would end it there.
func hexColor(text string) domain.Color {
	if _, err := hex.DecodeString(text); err != nil {
		return domain.Color{}
	}
	color, _ := domain.ParseColor("#" + text)
	return color
}
