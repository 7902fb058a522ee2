package app

import (
	"crypto/sha256"

	"latchkey/domain"
	"latchkey/ports"
)

// Budgets counts what callers ask for.
type Budgets struct {
	Environment
	Windows ports.RateWindows
}

// Budget is one allowance that each caller has of its own. Operations that
// share a budget share its name.
type Budget struct {
	Name string
	Rule domain.RateRule
}

// Spend counts one call of caller against the budget.
func (b *Budgets) Spend(budget Budget, caller string) domain.RateDecision {
	return b.Windows.Spend(budget.key(caller), budget.Rule, b.Now())
}

// Look tells what is left of the budget for caller and counts nothing, for
// budgets that only some outcomes of a call spend.
func (b *Budgets) Look(budget Budget, caller string) domain.RateDecision {
	look := domain.RateRule{Limit: 0, Per: budget.Rule.Per}
	decision := b.Windows.Spend(budget.key(caller), look, b.Now())
	decision.Limit = budget.Rule.Limit
	decision.Remaining = max(0, budget.Rule.Limit-decision.Spent)
	decision.Allowed = decision.Remaining > 0
	return decision
}

func (b Budget) key(caller string) ports.RateKey {
	sum := sha256.Sum256([]byte(b.Name + "\x00" + caller))
	return ports.RateKey(sum[:16])
}
