package sqlite

import "latchkey/ports"

// Ports returns everything the store keeps, as the use cases know it.
func (s *Store) Ports() ports.Store {
	return ports.Store{
		Projects: s.Projects(), Accounts: s.Accounts(), AccountLists: s.AccountLists(), ResetRequests: s.ResetRequests(),
		ResetTokens: s.ResetTokens(), Outbox: s.Outbox(), Timeline: s.Timeline(), APIClients: s.APIClients(),
		AccessTokens: s.AccessTokens(), AuditLog: s.AuditLog(), SignInFloor: s.SignInFloor(),
		Erasure: s.Erasure(), Housekeeping: s.Housekeeping(), Health: s.Health(),
	}
}
