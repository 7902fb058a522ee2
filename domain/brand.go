package domain

import (
	"bytes"
	"encoding/hex"
	"unicode"
	"unicode/utf8"
)

// Limits of what a project may show of itself.
const (
	MaxLogoBytes   = 64 << 10
	MaxFooterBytes = 500
	MaxNameBytes   = 200
)

// Brand is how mails and pages show a project. The zero Brand shows nothing
// but the project's name.
type Brand struct {
	Color   Color
	Logo    *Logo  // nil if none
	Support Email  // where customers find help; zero if nowhere
	Footer  string // a line under everything, such as the shop's address; "" if none
}

// Color is an sRGB colour. The zero Color is none: black has Set, too.
type Color struct {
	R, G, B uint8
	Set     bool
}

// ParseColor reads a colour as #rrggbb, in either letter case.
func ParseColor(text string) (Color, error) {
	if len(text) != 7 || text[0] != '#' {
		return Color{}, Refuse("color", Malformed)
	}
	rgb, err := hex.DecodeString(text[1:])
	if err != nil {
		return Color{}, Refuse("color", Malformed)
	}
	return Color{R: rgb[0], G: rgb[1], B: rgb[2], Set: true}, nil
}

// String returns the colour as #rrggbb in lower case, or "" for none.
func (c Color) String() string {
	if !c.Set {
		return ""
	}
	return "#" + hex.EncodeToString([]byte{c.R, c.G, c.B})
}

// Logo is a picture of at most [MaxLogoBytes]. Nothing changes it once it is made.
type Logo struct {
	MediaType string // image/png, image/jpeg or image/webp
	Data      []byte
}

// ParseLogo recognises a PNG, JPEG or WebP picture by its first bytes. It does
// not decode the picture: browsers and mail clients do, in their sandboxes.
func ParseLogo(data []byte) (*Logo, error) {
	if len(data) > MaxLogoBytes {
		return nil, Refuse("logo", TooLong)
	}
	mediaType := ""
	switch {
	case bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")):
		mediaType = "image/png"
	case bytes.HasPrefix(data, []byte("\xff\xd8\xff")):
		mediaType = "image/jpeg"
	case len(data) > 12 && bytes.HasPrefix(data, []byte("RIFF")) && string(data[8:12]) == "WEBP":
		mediaType = "image/webp"
	default:
		return nil, Refuse("logo", Malformed)
	}
	return &Logo{MediaType: mediaType, Data: bytes.Clone(data)}, nil
}

// ParseProjectName reads the name under which customers know a shop: one line
// that mails and pages can show as it stands.
func ParseProjectName(text string) (string, error) { return parseLine("name", text, MaxNameBytes) }

// ParseFooter reads a line to be shown under mails and pages.
func ParseFooter(text string) (string, error) { return parseLine("footer", text, MaxFooterBytes) }

// parseLine reads a line of visible text: nothing in it can end a header line,
// reorder the text around it, or stand for something else in a mail's header.
func parseLine(field, text string, most int) (string, error) {
	if len(text) > most {
		return "", Refuse(field, TooLong)
	}
	visible := false
	for _, r := range text {
		if r == '\\' || r == utf8.RuneError || unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp, unicode.Bidi_Control) {
			return "", Refuse(field, Malformed)
		}
		visible = visible || unicode.IsGraphic(r) && !unicode.IsSpace(r)
	}
	if !visible || bytes.Contains([]byte(text), []byte("=?")) {
		return "", Refuse(field, Malformed)
	}
	return text, nil
}
