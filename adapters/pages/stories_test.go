package pages_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"
	"time"

	"latchkey/domain"
)

// story is a state of the pages that the server shows without any script.
type story struct {
	name string
	tell func(w *world, lang string) got
}

// stories are all of them, each told in a world of its own.
var stories = []story{
	{"forgot", func(w *world, lang string) got { return w.get("/forgot/7" + lang) }},
	{"forgot-no-address", func(w *world, lang string) got { return w.post("/forgot/7"+lang, "email", "jane") }},
	{"forgot-long-address", func(w *world, lang string) got {
		return w.post("/forgot/7"+lang, "email", strings.Repeat("jane", 70)+"@customer.example")
	}},
	{"forgot-busy", func(w *world, lang string) got {
		w.store.addErr = &domain.Problem{Kind: domain.Unavailable, RetryAfter: time.Second}
		return w.post("/forgot/7"+lang, "email", jane)
	}},
	{"requested", func(w *world, lang string) got { return w.post("/forgot/7"+lang, "email", jane) }},
	{"which", func(w *world, lang string) got {
		w.store.projects = append(w.store.projects, domain.Project{ID: 8, Name: "Other"})
		return w.get("/forgot" + lang)
	}},
	{"code", func(w *world, lang string) got { return w.get("/reset" + lang) }},
	{"no-code", func(w *world, lang string) got { return w.post("/reset" + lang) }},
	{"wrong-code", func(w *world, lang string) got { return w.post("/reset"+lang, "token", "A1B2") }},
	{"wrong-code-many-shops", func(w *world, lang string) got {
		w.store.projects = append(w.store.projects, domain.Project{ID: 8, Name: "Other"})
		return w.post("/reset"+lang, "token", "A1B2")
	}},
	{"refused-short", refusal("short", "short")},
	{"refused-long", refusal(strings.Repeat("x", 1025), "")},
	{"refused-common", refusal("password1234", "password1234")},
	{"refused-obvious", refusal(jane, jane)},
	{"refused-mismatch", refusal(goodPassword, goodPassword+"x")},
	{"reset-busy", func(w *world, lang string) got {
		w.hasher.err = &domain.Problem{Kind: domain.Unavailable, RetryAfter: 40 * time.Second}
		return refusal(goodPassword, goodPassword)(w, lang)
	}},
	{"reset-perhaps-done", func(w *world, lang string) got {
		w.store.redeemErr = errors.New("broken")
		return refusal(goodPassword, goodPassword)(w, lang)
	}},
	{"expired", deadLink(domain.TokenExpired)},
	{"spent", deadLink(domain.TokenSpent)},
	{"revoked", deadLink(domain.TokenRevoked)},
	{"unknown", func(w *world, lang string) got { return w.post("/reset/again"+lang, "token", "A1B2") }},
	{"unknown-many-shops", func(w *world, lang string) got {
		w.store.projects = nil
		return w.post("/reset/again"+lang, "token", "A1B2")
	}},
	{"again", func(w *world, lang string) got {
		return w.post("/reset/again"+lang, "token", w.mint(domain.TokenExpired))
	}},
	{"done", func(w *world, lang string) got { return w.get("/reset/done" + lang + "&project=7") }},
	{"done-no-shop", func(w *world, lang string) got { return w.get("/reset/done" + lang) }},
	{"not-me-code", func(w *world, lang string) got { return w.get("/reset/not-me" + lang) }},
	{"not-me-wrong-code", func(w *world, lang string) got { return w.post("/reset/not-me"+lang, "token", "A1B2") }},
	{"not-me", notMe("", false)},
	{"not-me-busy", func(w *world, lang string) got {
		w.store.changeErr = domain.Unavailable
		return notMe("disown", false)(w, lang)
	}},
	{"not-me-lift-broken", func(w *world, lang string) got {
		w.store.changeErr = errors.New("broken")
		return notMe("lift", true)(w, lang)
	}},
	{"disowned", notMe("disown", false)},
	{"muted", notMe("", true)},
	{"lifted", notMe("lift", true)},
	{"not-found", func(w *world, lang string) got { return w.get("/forgot/8" + lang) }},
	{"wrong-method", func(w *world, lang string) got { return w.do(w.request("PUT", "/forgot/7"+lang, "")) }},
	{"cross-site", func(w *world, lang string) got {
		r := w.request("POST", "/forgot/7"+lang, "email=x")
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		return w.do(r)
	}},
	{"unreadable", func(w *world, lang string) got { return w.do(w.request("POST", "/forgot/7"+lang, "")) }},
	{"too-large", func(w *world, lang string) got {
		return w.post("/forgot/7"+lang, "email", strings.Repeat("x", 17<<10))
	}},
	{"too-often", func(w *world, lang string) got {
		for range 20 {
			w.post("/forgot/7", "email", jane)
		}
		return w.post("/forgot/7"+lang, "email", jane)
	}},
	{"broken", func(w *world, lang string) got {
		w.store.projectsErr = errors.New("broken")
		return w.get("/forgot/7" + lang)
	}},
}

func refusal(password, confirmation string) func(*world, string) got {
	return func(w *world, lang string) got {
		return w.post("/reset"+lang, "token", w.mint(domain.TokenLive), "password", password, "password_confirmation", confirmation)
	}
}

func deadLink(state domain.TokenState) func(*world, string) got {
	return func(w *world, lang string) got { return w.post("/reset"+lang, "token", w.mint(state)) }
}

func notMe(action string, muted bool) func(*world, string) got {
	return func(w *world, lang string) got {
		token := w.mint(domain.TokenLive)
		if muted {
			w.holder(token).Account.Disown(w.clock())
		}
		return w.post("/reset/not-me"+lang, "token", token, "action", action)
	}
}

// branded gives the shop all that a project can show of itself.
func branded(w *world) *world {
	w.t.Helper()
	w.shop.Brand = domain.Brand{
		Color: domain.Color{R: 0xf2, G: 0xa9, B: 0x00, Set: true}, Logo: logo(w.t), Support: address(w.t, "help@berta.example"),
		Footer: "Berta's Books, Canal Street 12, 1017 AB Amsterdam",
	}
	w.store.projects[0] = w.shop
	return w
}

func address(t *testing.T, text string) domain.Email {
	t.Helper()
	email, err := domain.ParseEmail(text)
	if err != nil {
		t.Fatal(err)
	}
	return email
}

// logo draws an open book.
func logo(t *testing.T) *domain.Logo {
	t.Helper()
	picture := image.NewNRGBA(image.Rect(0, 0, 96, 72))
	for y := range 72 {
		for x := range 96 {
			page := x
			if x > 48 {
				page = 96 - x
			}
			if page > 4 && page < 46 && y > 16-page/6 && y < 66-page/6 {
				picture.Set(x, y, color.NRGBA{R: 0xf2, G: 0xa9, A: 0xff})
			}
		}
	}
	var file bytes.Buffer
	if err := png.Encode(&file, picture); err != nil {
		t.Fatal(err)
	}
	made, err := domain.ParseLogo(file.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return made
}
