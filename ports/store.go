package ports

// Store is everything that one database keeps.
type Store struct {
	Projects      Projects
	Accounts      Accounts
	AccountLists  AccountLists
	ResetRequests ResetRequests
	ResetTokens   ResetTokens
	Outbox        Outbox
	Timeline      Timeline
	APIClients    APIClients
	AccessTokens  AccessTokens
	AuditLog      AuditLog
	SignInFloor   SignInFloor
	Erasure       Erasure
	Housekeeping  Housekeeping
	Health        Health
}
