package cli_test

import "testing"

// raced is true where the race detector watches these tests.
var raced = false

// inAnotherProcess is for tests of the program as it is built and given away.
// The race detector sees nothing of it, so its short run leaves them out.
func inAnotherProcess(t testing.TB) {
	t.Helper()
	if raced && testing.Short() {
		t.Skip("the program runs in a process of its own, without the race detector")
	}
}
