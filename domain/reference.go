package domain

import "encoding/binary"

// Reference is what a customer reads to the shop's staff, and they type, to
// find a mail: four characters of Crockford's base32. It is short, so it finds
// few mails rather than exactly one.
type Reference string

// referenceBits is how much of a delivery's id a reference shows.
const referenceBits = 20

// Reference returns the first bits of the id in letters and digits.
func (id DeliveryID) Reference() Reference {
	var four [5]byte
	copy(four[:], id[:])
	return Reference(crockford.EncodeToString(four[:])[:referenceBits/5])
}

// ParseReference reads a reference as a person types it: letter case and a
// leading "ref" do not matter, and I, L and O mean the digits they look like.
func ParseReference(text string) (Reference, error) {
	refused := Refuse("reference", Malformed)
	if len(text) > 16 {
		return "", refused
	}
	typed := asTyped.Replace(text)
	if len(typed) == len("REF")+referenceBits/5 && typed[:3] == "REF" {
		typed = typed[3:]
	}
	if len(typed) != referenceBits/5 {
		return "", refused
	}
	if _, err := crockford.DecodeString(typed + "0000"); err != nil {
		return "", refused
	}
	return Reference(typed), nil
}

// Range returns the lowest delivery id with this reference and the highest.
func (r Reference) Range() (first, last DeliveryID) {
	bits, err := crockford.DecodeString(string(r) + "0000")
	if err != nil {
		return DeliveryID{}, DeliveryID{}
	}
	var eight [8]byte
	copy(eight[:], bits)
	low := binary.BigEndian.Uint64(eight[:])
	copy(first[:], eight[:])
	for i := range last {
		last[i] = 0xff
	}
	binary.BigEndian.PutUint64(last[:8], low|(1<<(64-referenceBits)-1))
	return first, last
}
