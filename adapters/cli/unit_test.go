package cli_test

import (
	"os/exec"
	"strings"
	"testing"
)

// TestUnitFile: systemd finds nothing to object to in the README's unit.
func TestUnitFile(t *testing.T) {
	t.Parallel()
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd-analyze is not installed, so the README's unit was not examined: apt-get install --no-install-recommends systemd")
	}
	unit := swap(t, inReadme(t, "(?s)```ini\n(.*?)```"), "/usr/local/bin/latchkey", binary)
	out, err := exec.Command(analyze, "verify", "--man=no", writeFile(t, "latchkey.service", unit, 0o644)).CombinedOutput()
	if text := strings.TrimSpace(string(out)); err != nil || text != "" {
		t.Errorf("systemd-analyze verify: %v\n%s", err, text)
	}
}
