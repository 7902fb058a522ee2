package app

import (
	"crypto/sha256"
	"net/netip"
	"strings"

	"latchkey/domain"
	"latchkey/ports"
)

// Budgets counts what callers ask for. A caller is the name of a client or of
// where a call comes from: an IPv4 address, or the /64 network of an IPv6 one.
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

// networksPerSite is how many times its allowance the /64 networks of one /48
// have together. Whoever is given a /48, as any site may be, would have 65,536
// allowances otherwise.
const networksPerSite = 16

// Spend counts one call of caller against the budget. A refused call counts
// nowhere.
func (b *Budgets) Spend(budget Budget, caller string) domain.RateDecision {
	site, wider := budget.site(caller)
	if !wider {
		return b.spend(budget, caller)
	}
	if left := b.look(site.budget, site.caller); !left.Allowed {
		return site.narrow(left, budget)
	}
	decision := b.spend(budget, caller)
	if !decision.Allowed {
		return decision
	}
	return lesser(decision, site.narrow(b.spend(site.budget, site.caller), budget))
}

// Look tells what is left of the budget for caller and counts nothing, for
// budgets that only some outcomes of a call spend.
func (b *Budgets) Look(budget Budget, caller string) domain.RateDecision {
	decision := b.look(budget, caller)
	if site, wider := budget.site(caller); wider {
		return lesser(decision, site.narrow(b.look(site.budget, site.caller), budget))
	}
	return decision
}

func (b *Budgets) spend(budget Budget, caller string) domain.RateDecision {
	return b.Windows.Spend(budget.key(caller), budget.Rule, b.Now())
}

func (b *Budgets) look(budget Budget, caller string) domain.RateDecision {
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

// site is the /48 network around a caller with the allowance it has as a whole.
type site struct {
	budget Budget
	caller string
}

func (b Budget) site(caller string) (site, bool) {
	if !strings.HasSuffix(caller, "/64") {
		return site{}, false
	}
	network, err := netip.ParsePrefix(caller)
	if err != nil {
		return site{}, false
	}
	wider, err := network.Addr().Prefix(48)
	if err != nil {
		return site{}, false
	}
	b.Rule.Limit *= networksPerSite
	return site{budget: b, caller: wider.String()}, true
}

// narrow puts what is decided about the site in the terms of the budget that
// the caller knows of.
func (s site) narrow(decision domain.RateDecision, budget Budget) domain.RateDecision {
	decision.Limit = budget.Rule.Limit
	decision.Remaining = min(decision.Remaining, budget.Rule.Limit)
	return decision
}

// lesser returns the decision that allows less.
func lesser(a, b domain.RateDecision) domain.RateDecision {
	if !b.Allowed && a.Allowed || b.Allowed == a.Allowed && b.Remaining < a.Remaining {
		return b
	}
	return a
}
