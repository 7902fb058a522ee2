package pages

import (
	"strconv"
	"strings"
	"time"

	"latchkey/domain"
)

// words is everything the pages say, in one language. A test fails if a
// language lacks any of it.
type words struct {
	Language  string // its name, as its readers write it
	Direction string // "ltr" or "rtl"

	OtherLanguages string
	Support        phrase // with an address
	BackTo         phrase // with a shop
	SignInAt       phrase // with a shop
	SignInThere    string // when no shop is known
	OpenAgain      string // a button: the page that could not be shown

	// Asking for a link.
	Forgot       text
	EmailLabel   string
	EmailExample string
	SendLink     string
	HaveCode     string
	NoAddress    string
	LongAddress  string
	Requested    text
	OtherAddress string // a link: the form again, for who mistyped
	WhichShop    text

	// Using a link.
	Choose        string
	Checking      string
	TimeLeft      phrase // with a time
	CodeLabel     string
	CodeHint      string
	NoCode        string
	WrongCode     string
	WrongCodeWay  phrase // with a link called AskAnew
	WrongCodeShop string
	NewPassword   string
	PasswordHint  string
	OnceMore      string
	Mismatch      string
	ShowPasswords string
	Save          string
	Saving        string
	Strength      strengthWords
	Refused       refusedWords
	Done          text

	// Links that do not work, and the ways on from there.
	Expired   text
	Spent     text
	Revoked   text
	Unknown   text
	Trouble   text
	Wait      text
	WorksIn   phrase // with a time
	NewLink   string
	AskAnew   string
	AskThere  string
	TypeCode  string
	EnterCode string
	TryAgain  string
	Again     text

	// "This wasn't me".
	Disown        text
	DisownCode    string
	Continue      string
	ShopLabel     string
	AccountLabel  string
	DisownButton  string
	Disowned      text
	AlreadyMuted  text
	LiftButton    string
	Lifted        text
	SomebodyElses string // a link from a page about a used link

	// What can go wrong before anything is done.
	NotFound    text
	WrongMethod text
	CrossSite   text
	Unreadable  text
	TooLarge    text
	TooOften    text // with a time
	Busy        text // with a time
	Broken      text
	PerhapsDone text

	Second, Minute unit
}

// text is a heading and what is said below it, a paragraph each.
type text struct {
	Title string
	Lines []string
}

// strengthWords guide the person who makes up a password; they forbid nothing.
type strengthWords struct {
	Label    phrase    `json:"label"`  // with a level
	Levels   [5]string `json:"levels"` // from the weakest to the strongest
	Short    string    `json:"short"`
	Personal string    `json:"personal"`
	Repeated string    `json:"repeated"`
	Longer   string    `json:"longer"`
}

// refusedWords say why a password was refused and what to do about it.
type refusedWords struct {
	TooShort, TooLong, TooCommon, TooObvious, Otherwise string
}

// phrase is a text with one gap, written {}, for a name or a number.
type phrase string

// Fill puts value into the gap.
func (p phrase) Fill(value string) string { return strings.Replace(string(p), "{}", value, 1) }

// Before is what stands in front of the gap.
func (p phrase) Before() string { before, _, _ := strings.Cut(string(p), "{}"); return before }

// After is what follows the gap.
func (p phrase) After() string { _, after, _ := strings.Cut(string(p), "{}"); return after }

// unit is a unit of time, with a number.
type unit struct {
	One  phrase `json:"one"`
	Many phrase `json:"many"`
}

func (u unit) of(n int) string {
	if n == 1 {
		return u.One.Fill("1")
	}
	return u.Many.Fill(strconv.Itoa(n))
}

// catalogue returns the words of every language. A language without words of
// its own gets the English ones; a test sees to it that there is none.
func catalogue(language domain.Language) *words {
	switch language {
	case domain.Dutch:
		return &dutch
	case domain.Swedish:
		return &swedish
	case domain.German:
		return &german
	case domain.French:
		return &french
	case domain.Spanish:
		return &spanish
	}
	return &english
}

// inWords says how long to wait, rounded up so that coming back then works.
func (w *words) inWords(d time.Duration) string {
	if seconds := max(1, int((d+time.Second-1)/time.Second)); seconds < 100 {
		return w.Second.of(seconds)
	} else {
		return w.Minute.of((seconds + 59) / 60)
	}
}

// atLeast says how long something lasts, rounded down.
func (w *words) atLeast(d time.Duration) string {
	if minutes := int(d / time.Minute); minutes > 1 {
		return w.Minute.of(minutes)
	}
	return w.Second.of(int(d / time.Second))
}

func (w *refusedWords) of(reason domain.Reason) string {
	switch reason {
	case domain.TooShort:
		return w.TooShort
	case domain.TooLong:
		return w.TooLong
	case domain.TooCommon:
		return w.TooCommon
	case domain.TooObvious:
		return w.TooObvious
	}
	return w.Otherwise
}

func (w *words) address(reason domain.Reason) string {
	if reason == domain.TooLong {
		return w.LongAddress
	}
	return w.NoAddress
}
