package domain_test

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"

	"latchkey/domain"
)

func TestReference(t *testing.T) {
	tests := map[domain.DeliveryID]domain.Reference{
		{}:                       "0000",
		{0xff, 0xff, 0xff, 0xff}: "ZZZZ",
		{0xff, 0xff, 0xf0}:       "ZZZZ",
		{0x39, 0xcf, 0x20}:       "777J",
	}
	for id, want := range tests {
		if got := id.Reference(); got != want {
			t.Errorf("%s: got %s, want %s", id, got, want)
		}
	}
}

func TestParseReference(t *testing.T) {
	for text, want := range map[string]domain.Reference{
		"7K2M": "7K2M", "7k2m": "7K2M", "ref 7K2M": "7K2M", "REF7k2m": "7K2M", " 7 K-2M ": "7K2M", "oIl0": "0110", "REFR": "REFR", "ref refr": "REFR",
	} {
		if got, err := domain.ParseReference(text); err != nil || got != want {
			t.Errorf("%q: got %s, %v; want %s", text, got, err, want)
		}
	}
	for _, text := range []string{"", "7K2", "7K2MM", "7KU2", "7K2é", "ref", "ref 7K2", "reference 7K2M", "                7K2M", "%%%%"} {
		got, err := domain.ParseReference(text)
		if !isProblem(err, domain.Problem{Kind: domain.Invalid, Field: "reference", Reason: domain.Malformed}) || got != "" {
			t.Errorf("%q: got %s, %v; want it refused", text, got, err)
		}
	}
}

// TestReferenceRange: exactly the ids in the range have the reference.
func TestReferenceRange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := domain.DeliveryID(rapid.SliceOfN(rapid.Byte(), 12, 12).Draw(t, "id"))
		other := domain.DeliveryID(rapid.SliceOfN(rapid.Byte(), 12, 12).Draw(t, "other"))
		copy(other[:2], id[:2]) // or they would hardly ever meet
		first, last := id.Reference().Range()
		if first.Reference() != id.Reference() || last.Reference() != id.Reference() {
			t.Fatalf("the range of %s is %s to %s", id.Reference(), first, last)
		}
		inside := bytes.Compare(first[:], other[:]) <= 0 && bytes.Compare(other[:], last[:]) <= 0
		if same := other.Reference() == id.Reference(); same != inside {
			t.Fatalf("%s: same reference %t, in the range %t", other, same, inside)
		}
	})
	if first, last := domain.Reference("no reference").Range(); first != last || first != (domain.DeliveryID{}) {
		t.Error("what is no reference has a range")
	}
}
