//go:build !killpoints

package smtprelay_test

import (
	"bytes"
	"os"
	"testing"
)

// TestNoKillPoints looks for the switch in a binary built without the tag.
func TestNoKillPoints(t *testing.T) {
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	binary, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if name := append([]byte("LATCHKEY_KILL"), "_AT"...); bytes.Contains(binary, name) {
		t.Errorf("a binary without the tag killpoints contains %s", name)
	}
}
