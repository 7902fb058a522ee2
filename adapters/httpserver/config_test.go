package httpserver

import (
	"reflect"
	"testing"
	"time"
)

// TestDefaults: the limits of a production server, as they are documented.
func TestDefaults(t *testing.T) {
	want := Config{
		ReadHeader: 5 * time.Second, Read: 10 * time.Second, Write: 30 * time.Second, Idle: time.Minute, Drain: 4 * time.Second,
		Connections: 1024, PerNetwork: 64,
	}
	if got := (Config{}).withDefaults(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	own := Config{ReadHeader: 1, Read: 2, Write: 3, Idle: 4, Drain: 5, Connections: 6, PerNetwork: 7}
	if got := own.withDefaults(); !reflect.DeepEqual(got, own) {
		t.Errorf("got %+v, want it left as it is: %+v", got, own)
	}
}
