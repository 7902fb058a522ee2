package domain

import "math"

// Contrast returns the contrast ratio of two colours as WCAG 2.2 defines it:
// from 1, for a colour and itself, to 21, for black and white.
func (c Color) Contrast(with Color) float64 {
	lighter, darker := c.luminance(), with.luminance()
	if lighter < darker {
		lighter, darker = darker, lighter
	}
	return (lighter + 0.05) / (darker + 0.05)
}

// luminance is the relative luminance of WCAG 2.2, from 0 to 1.
func (c Color) luminance() float64 {
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

// linear undoes the gamma of an sRGB channel.
func linear(channel uint8) float64 {
	v := float64(channel) / 255
	if v <= 0.04045 {
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}
