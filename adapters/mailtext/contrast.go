package mailtext

import (
	"html/template"

	"latchkey/domain"
)

// The colours that text stands on, each the least favourable of its mode, and
// the colour of a project that has none of its own, the one of its pages, too.
var (
	lightGround  = domain.Color{R: 0xf3, G: 0xf5, B: 0xf8, Set: true}
	darkCard     = domain.Color{R: 0x17, G: 0x1b, B: 0x22, Set: true}
	defaultColor = domain.Color{R: 0x0f, G: 0x76, B: 0x6e, Set: true}
	black        = domain.Color{Set: true}
	white        = domain.Color{R: 0xff, G: 0xff, B: 0xff, Set: true}
)

// Contrast ratios. WCAG 2.2 asks for 4.5 of text and for 3 of what is to be seen
// as a button, at level AA; in the dark, colours look dull long before that.
const (
	textContrast     = 4.5
	darkTextContrast = 7
	shapeContrast    = 3
	invertedContrast = 8
)

// paint is a brand's colour in the places of a mail, as #rrggbb.
type paint struct {
	Button, ButtonText         template.CSS // the colour itself, and black or white
	DarkButton, DarkButtonText template.CSS // the same in the dark, unless the dark would swallow it
	Link, DarkLink             template.CSS // the colour as near to itself as can be read; Link is also a button's edge
}

// paintWith returns the colours of a mail for a brand's colour, which may be none.
func paintWith(color domain.Color) paint {
	if !color.Set {
		color = defaultColor
	}
	darkButton := color
	if color.Contrast(darkCard) < shapeContrast {
		darkButton = readable(color, darkCard, invertedContrast)
	}
	return paint{
		Button: css(color), ButtonText: css(textOn(color)),
		DarkButton: css(darkButton), DarkButtonText: css(textOn(darkButton)),
		Link: css(readable(color, lightGround, textContrast)), DarkLink: css(readable(color, darkCard, darkTextContrast)),
	}
}

func css(color domain.Color) template.CSS { return template.CSS(color.String()) }

// textOn returns black or white, whichever is easier to read on background. One
// of them always has a contrast of more than 4.5:1.
func textOn(background domain.Color) domain.Color {
	if white.Contrast(background) >= black.Contrast(background) {
		return white
	}
	return black
}

// readable returns color, moved towards black or white only as far as it must
// be for this contrast with background.
func readable(color, background domain.Color, least float64) domain.Color {
	towards := textOn(background)
	for step := range 256 {
		if mixed := mix(color, towards, step); mixed.Contrast(background) >= least {
			return mixed
		}
	}
	return towards
}

// mix returns color with step 255ths of other in it.
func mix(color, other domain.Color, step int) domain.Color {
	part := func(a, b uint8) uint8 { return uint8((int(a)*(255-step) + int(b)*step) / 255) }
	return domain.Color{R: part(color.R, other.R), G: part(color.G, other.G), B: part(color.B, other.B), Set: true}
}
