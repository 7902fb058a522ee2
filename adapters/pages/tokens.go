package pages

import (
	"net/http"

	"latchkey/app"
	"latchkey/domain"
)

// link tells what the token in text is good for. Wrong tokens, which nobody
// ever minted, spend a budget of their own. Once it is used up the caller's
// tokens are not even looked at, the right ones neither.
func (p *Pages) link(r *http.Request, text string) (domain.ResetToken, app.LinkView, *failure) {
	caller := p.caller(r)
	if left := p.budgets.Look(p.wrongTokens, caller); !left.Allowed {
		return domain.ResetToken{}, app.LinkView{}, tooMany(left.ResetIn)
	}
	view := app.LinkView{State: domain.TokenUnknown}
	token, err := domain.ParseTypedResetToken(text)
	if err == nil {
		if view, err = p.resets.Inspect(r.Context(), token); err != nil {
			return token, view, p.failed(r, err)
		}
	}
	if view.State == domain.TokenUnknown {
		// Many guesses at once all pass the look above; here they are counted
		// one by one, so that only so many ever get an answer.
		if spent := p.budgets.Spend(p.wrongTokens, caller); !spent.Allowed {
			return token, app.LinkView{}, tooMany(spent.ResetIn)
		}
	}
	return token, view, nil
}
