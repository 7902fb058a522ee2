package mailtext

import "latchkey/domain"

// GapMark is what a shop's name must not be able to abuse.
const GapMark = gapMark

// MaxLooks is how many looks are kept.
const MaxLooks = maxLooks

// Colors are those of a mail in a brand's colour, and what they stand on.
type Colors struct {
	Button, ButtonText, DarkButton, DarkButtonText, Link, DarkLink domain.Color
	LightGround, LightCard, DarkGround, DarkCard                   domain.Color
}

// ColorsWith returns the colours of a mail.
func ColorsWith(color domain.Color) (Colors, error) {
	p, c := paintWith(color), Colors{}
	for to, css := range map[*domain.Color]string{
		&c.Button: string(p.Button), &c.ButtonText: string(p.ButtonText), &c.DarkButton: string(p.DarkButton),
		&c.DarkButtonText: string(p.DarkButtonText), &c.Link: string(p.Link), &c.DarkLink: string(p.DarkLink),
		&c.LightGround: "#f3f5f8", &c.LightCard: "#ffffff", &c.DarkGround: "#0e1116", &c.DarkCard: "#171b22", // as in frame.html
	} {
		parsed, err := domain.ParseColor(css)
		if err != nil {
			return Colors{}, err
		}
		*to = parsed
	}
	return c, nil
}

// Looks returns how many looks w has kept.
func (w *Writer) Looks() int { return len(w.drawer.looks) }

// Direct writes a letter with the built-in templates, without forms.
func (w *Writer) Direct(letter domain.Letter) (plain, rich string, err error) {
	p := pageOf(letter, w.languages[letter.Language])
	p.Paint = paintWith(letter.Project.Brand.Color)
	if plain, err = w.builtIn.plain(letter.Kind, p); err != nil {
		return "", "", err
	}
	rich, err = w.builtIn.rich(letter.Kind, p)
	return plain, rich, err
}

// Minutes puts a number of minutes into words.
func (w *Writer) Minutes(language domain.Language, n int) string {
	return w.languages[language].minutes(n)
}
