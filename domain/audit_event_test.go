package domain_test

import (
	"errors"
	"os"
	"regexp"
	"testing"

	"latchkey/domain"
)

func TestAuditKinds(t *testing.T) {
	source, err := os.ReadFile("audit_event.go")
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`AuditKind = "([a-z_]+)"`).FindAllSubmatch(source, -1)
	if len(named) < 20 || len(named) != len(domain.AuditKinds()) {
		t.Errorf("AuditKinds returns %d of the %d kinds", len(domain.AuditKinds()), len(named))
	}
	for _, name := range named {
		if kind, err := domain.ParseAuditKind(string(name[1])); err != nil || string(kind) != string(name[1]) {
			t.Errorf("ParseAuditKind(%s) = %s, %v", name[1], kind, err)
		}
	}
	for _, text := range []string{"", "reset", "RESET_COMPLETED", "reset_completed "} {
		if _, err := domain.ParseAuditKind(text); !errors.Is(err, domain.Invalid) {
			t.Errorf("ParseAuditKind(%q) = %v, want domain.Invalid", text, err)
		}
	}
}
