package domain

import (
	"slices"
	"time"
)

// AuditKind says what happened.
type AuditKind string

// The kinds of event that are kept for the record.
const (
	AuditResetCompleted  AuditKind = "reset_completed"
	AuditPasswordChanged AuditKind = "password_changed"
	AuditEmailChanged    AuditKind = "email_changed"
	AuditDisabled        AuditKind = "account_disabled"
	AuditEnabled         AuditKind = "account_enabled"
	AuditDisowned        AuditKind = "request_disowned" // the owner said it was not him
	AuditMuteLifted      AuditKind = "mute_lifted"
	AuditSignInLocked    AuditKind = "sign_in_locked" // one caller failed too often for one address, which may be nobody's
	AuditAccountAdded    AuditKind = "account_added"
	AuditExported        AuditKind = "account_exported"
	AuditErased          AuditKind = "account_erased"
	AuditImported        AuditKind = "accounts_imported"
	AuditCodeMinted      AuditKind = "code_minted" // handed to an API client instead of mailed
	AuditClientAdded     AuditKind = "client_added"
	AuditClientRotated   AuditKind = "client_rotated"
	AuditClientRevoked   AuditKind = "client_revoked"
	AuditMailDropped     AuditKind = "mail_dropped" // by an operator
	AuditProjectAdded    AuditKind = "project_added"
	AuditProjectChanged  AuditKind = "project_changed"
	AuditProjectRemoved  AuditKind = "project_removed"
	AuditBackupRestored  AuditKind = "backup_restored"
)

// AuditKinds returns all kinds.
func AuditKinds() []AuditKind {
	return []AuditKind{
		AuditResetCompleted, AuditPasswordChanged, AuditEmailChanged, AuditDisabled, AuditEnabled, AuditDisowned, AuditMuteLifted,
		AuditSignInLocked, AuditAccountAdded, AuditExported, AuditErased, AuditImported, AuditCodeMinted, AuditClientAdded,
		AuditClientRotated, AuditClientRevoked, AuditMailDropped, AuditProjectAdded, AuditProjectChanged, AuditProjectRemoved,
		AuditBackupRestored,
	}
}

// ParseAuditKind reads the name of a kind.
func ParseAuditKind(text string) (AuditKind, error) {
	if kind := AuditKind(text); slices.Contains(AuditKinds(), kind) {
		return kind, nil
	}
	return "", Refuse("kind", Unknown)
}

// AuditEvent is one entry of the audit log, which is only ever appended to.
type AuditEvent struct {
	At      time.Time
	Kind    AuditKind
	Project ProjectID // 0 if it is about no project
	Subject string    // the id of the account or client it is about; "" if neither
	Address string    // the account's, masked; see [Email.Masked]
}
