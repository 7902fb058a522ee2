package domain

import (
	"slices"
	"strings"
)

// Scope is a permission an API client holds.
type Scope string

// AccountWrite lets a client ask for and complete password resets of its
// project's accounts. The payway API names it in its requirements.
const AccountWrite Scope = "/external/account/w"

// Scopes is a set of permissions, sorted.
type Scopes []Scope

// maxScopeBytes bounds a list of scopes; there is one scope to ask for.
const maxScopeBytes = 1024

// ParseScopes reads scopes as RFC 6749 §3.3 writes them: separated by single
// spaces, in any order. It knows no scope that latchkey does not know.
func ParseScopes(text string) (Scopes, error) {
	if text == "" {
		return nil, nil
	}
	if len(text) > maxScopeBytes {
		return nil, Refuse("scope", TooLong)
	}
	var scopes Scopes
	for name := range strings.SplitSeq(text, " ") {
		if Scope(name) != AccountWrite {
			return nil, Refuse("scope", Unknown)
		}
		scopes = append(scopes, Scope(name))
	}
	slices.Sort(scopes)
	return slices.Compact(scopes), nil
}

// Has reports whether s holds the permission.
func (s Scopes) Has(scope Scope) bool { return slices.Contains(s, scope) }

// Covers reports whether s holds all of others.
func (s Scopes) Covers(others Scopes) bool {
	return !slices.ContainsFunc(others, func(scope Scope) bool { return !s.Has(scope) })
}

// String returns the scopes as RFC 6749 §3.3 writes them.
func (s Scopes) String() string {
	names := make([]string, len(s))
	for i, scope := range s {
		names[i] = string(scope)
	}
	return strings.Join(names, " ")
}
