package payway_test

import (
	"os"
	"testing"

	"latchkey/adapters/httpapi"
)

func TestMain(m *testing.M) {
	httpapi.Install()
	os.Exit(m.Run())
}
