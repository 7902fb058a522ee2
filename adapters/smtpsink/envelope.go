package smtpsink

import "strings"

const (
	maxAddress = 254        // RFC 5321 4.5.3.1.3, without the angle brackets
	notInPath  = `()<>,;\"` // what RFC 5321 allows in quotes only, which are not taken here
)

// checkAddress refuses an envelope address that could break a line, a page or a log: only printable ASCII without
// spaces, quotes and brackets passes. detail is the last digit of the enhanced code, 7 for senders, 3 for recipients.
func checkAddress(address string, detail int) error {
	if len(address) > maxAddress {
		return refuse(501, 5, 1, detail, "The address is too long")
	}
	for _, c := range []byte(address) {
		switch {
		case c >= 0x80:
			return refuse(553, 5, 6, 7, "SMTPUTF8 is not offered, so addresses are ASCII")
		case c <= ' ' || c == 0x7f || strings.IndexByte(notInPath, c) >= 0:
			return refuse(501, 5, 1, detail, "The address holds a character that is not taken here")
		}
	}
	local, host, found := strings.Cut(address, "@")
	if !found || local == "" || host == "" || strings.Contains(host, "@") {
		return refuse(501, 5, 1, detail, "The address has no local part and domain")
	}
	return nil
}
