package mailtext_test

import (
	"regexp"
	"testing"

	"latchkey/adapters/mailtext"
	"latchkey/domain"
)

// TestEveryColorCanBeRead goes through 18 steps of each channel, and all greys.
func TestEveryColorCanBeRead(t *testing.T) {
	check := func(c domain.Color) {
		m := colorsWith(t, c)
		if m.Button != c {
			t.Errorf("%s: got button %s, want the brand's own colour", c, m.Button)
		}
		for where, test := range map[string]struct {
			a, b  domain.Color
			least float64
		}{
			"button's text":                   {m.ButtonText, m.Button, 4.5},
			"button's text in the dark":       {m.DarkButtonText, m.DarkButton, 4.5},
			"button's shape":                  {m.Link, m.LightCard, 3}, // its edge has the colour of links
			"button's shape in the dark":      {m.DarkButton, m.DarkCard, 3},
			"link below the card":             {m.Link, m.LightGround, 4.5},
			"link on the card":                {m.Link, m.LightCard, 4.5},
			"link below the card in the dark": {m.DarkLink, m.DarkGround, 4.5},
			"link on the card in the dark":    {m.DarkLink, m.DarkCard, 4.5},
		} {
			if ratio := test.a.Contrast(test.b); ratio < test.least {
				t.Errorf("%s, %s: got contrast %.2f, want %.1f", c, where, ratio, test.least)
			}
		}
	}
	for r := 0; r < 256; r += 15 {
		for g := 0; g < 256; g += 15 {
			for b := 0; b < 256; b += 15 {
				check(domain.Color{R: uint8(r), G: uint8(g), B: uint8(b), Set: true})
			}
		}
	}
	for grey := range 256 {
		check(domain.Color{R: uint8(grey), G: uint8(grey), B: uint8(grey), Set: true})
	}
}

func colorsWith(t *testing.T, c domain.Color) mailtext.Colors {
	t.Helper()
	m, err := mailtext.ColorsWith(c)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestReadableColorsStay: a colour that can be read is not touched, and one
// that cannot is changed no more than needed.
func TestReadableColorsStay(t *testing.T) {
	for _, dark := range []string{"#000000", "#1f5fd0", "#8b0000"} {
		if got := colorsWith(t, color(t, dark)).Link.String(); got != dark {
			t.Errorf("a link in %s became %s", dark, got)
		}
	}
	for _, bright := range []string{"#ffffff", "#ffd500", "#8ab4ff"} {
		if m := colorsWith(t, color(t, bright)); m.DarkLink.String() != bright || m.DarkButton.String() != bright {
			t.Errorf("in the dark, %s became %s for links and %s for buttons", bright, m.DarkLink, m.DarkButton)
		}
	}
	for _, c := range []string{"#ffd500", "#00ff00", "#cccccc"} {
		if m := colorsWith(t, color(t, c)); m.Link.Contrast(m.LightGround) > 4.8 {
			t.Errorf("a link in %s became darker than it must: %s", c, m.Link)
		}
	}
	if got := colorsWith(t, color(t, "#e2001a")).DarkButton.String(); got != "#e2001a" {
		t.Errorf("in the dark, a red button became %s", got)
	}
}

// TestColorsInMails reads them back out of the HTML.
func TestColorsInMails(t *testing.T) {
	button := regexp.MustCompile(`class="go"[^>]*bgcolor="(#[0-9a-f]{6})"[^>]*><a [^>]*background-color:(#[0-9a-f]{6});color:(#[0-9a-f]{6})`)
	for brand, want := range map[string]string{"": "#0f766e", "#ffd500": "#ffd500", "#000000": "#000000", "#E2001A": "#e2001a"} {
		letter := sample(t, domain.ResetLinkMail)
		if brand != "" {
			letter.Project.Brand.Color = color(t, brand)
		}
		found := button.FindStringSubmatch(write(t, letter).HTML)
		if found == nil || found[1] != want || found[2] != want {
			t.Errorf("%q: got button %q, want it in %s", brand, found, want)
			continue
		}
		if ratio := color(t, found[2]).Contrast(color(t, found[3])); ratio < 4.5 {
			t.Errorf("%q: got contrast %.2f on the button", brand, ratio)
		}
	}
}
