package pages

import (
	"errors"

	"latchkey/app"
	"latchkey/domain"
)

// link tells what the token in text is good for; see known.
func (p *Pages) link(v visit, text string) (token domain.ResetToken, view app.LinkView, failed *failure) {
	view.State = domain.TokenUnknown
	token, failed = p.known(v, text, func(token domain.ResetToken) (found bool, err error) {
		view, err = p.resets.Inspect(v.Context(), token)
		return view.State != domain.TokenUnknown, err
	})
	if failed != nil {
		view = app.LinkView{}
	}
	return token, view, failed
}

// disownable tells whose links the token in text can switch off; see known.
// found is false for a token that was never minted.
func (p *Pages) disownable(v visit, text string) (token domain.ResetToken, view app.DisownView, found bool, failed *failure) {
	token, failed = p.known(v, text, func(token domain.ResetToken) (bool, error) {
		var err error
		view, err = p.resets.InspectDisown(v.Context(), token)
		if errors.Is(err, domain.NotFound) {
			return false, nil
		}
		found = err == nil
		return found, err
	})
	return token, view, found, failed
}

// known reads the token in text and looks it up. Wrong tokens, which nobody
// ever minted, spend a budget of their own. Once it is used up the caller's
// tokens are not even looked at, the right ones neither.
func (p *Pages) known(v visit, text string, lookUp func(domain.ResetToken) (bool, error)) (domain.ResetToken, *failure) {
	caller := p.caller(v.Request)
	if left := p.budgets.Look(p.wrongTokens, caller); !left.Allowed {
		return domain.ResetToken{}, tooMany(left.ResetIn)
	}
	found := false
	token, err := domain.ParseTypedResetToken(text)
	if err == nil {
		if found, err = lookUp(token); err != nil {
			return token, p.failed(v, err)
		}
	}
	if !found {
		// Many guesses at once all pass the look above; here they are counted
		// one by one, so that only so many ever get an answer.
		if spent := p.budgets.Spend(p.wrongTokens, caller); !spent.Allowed {
			return token, tooMany(spent.ResetIn)
		}
	}
	return token, nil
}
