package payway_test

import (
	"net/netip"
	"strings"

	"latchkey/adapters/httpapi/apitest"
)

// differences are the bodies about which document and handler disagree, each
// with the reason why that is meant.
func differences(path string) []apitest.Difference {
	if path == tokenPath {
		return grantDifferences()
	}
	all := []apitest.Difference{
		refused("a name twice", "JSON Schema sees values that were parsed already, with one of both left", "must not contain the same field twice"),
		refused("letter case", "huma takes a name for known whatever its letter case; JSON Schema and the handler do not", "unknown_parameter"),
	}
	if path != createPath { // an e-mail cannot hold such text
		all = append(all,
			refused("text that is none", "parsers put replacement characters in before a schema sees it", "must be valid UTF-8 text"),
			refused("half characters", "encoding/json reads a lone surrogate as a replacement character, the handler refuses it", "json_parser_error"),
		)
	}
	url := refused("URL", "format uri is any URI reference to huma; what makes one safe to follow is told in words", noURL)
	switch path {
	case requestPath:
		all = append(all, url,
			refused("zone", "format ipv6 allows a zone to huma", noIP),
			apitest.Difference{
				Name: "IPv4 in IPv6", Reason: "format ipv6 does not allow it to huma, though RFC 4291 does",
				Complaint: func(c apitest.Case, why string) bool {
					device, _ := c.Value["device_info"].(map[string]any)
					text, _ := device["ip_address"].(string)
					ip, err := netip.ParseAddr(text)
					return err == nil && ip.Is4In6() && strings.Contains(why, "device_info.ip_address")
				},
			},
		)
	case customPath:
		all = append(all, url, refused("foreign page", "which origins a project has is no matter of a schema", wrong("reset_password_url", otherOrigin)))
	case completePath:
		all = append(all,
			refused("other codes", "which code works, and for whom, is no matter of a schema", codeRejected),
			refused("long passwords", "JSON Schema counts characters, the handler bytes", tooLarge),
			refused("guessable passwords", "the list is long", "one of the passwords that are tried first"),
			refused("obvious passwords", "whose account it is is no matter of a schema", "must not be the address of the account"),
		)
	}
	return all
}

func grantDifferences() []apitest.Difference {
	return []apitest.Difference{
		refused("a name twice", "a schema sees fields that were parsed already, with one of both left", "must not contain the same parameter twice"),
		refused("text that is none", "the standard parser takes any bytes for text", "must be a form in valid UTF-8"),
		refused("number of names", "limits of the whole body are told in words", "more than 32 parameters"),
		refused("letter case", "huma takes a name for known whatever its letter case; JSON Schema and the handler do not", "grant_type is missing"),
		refused("credentials", "which clients there are is no matter of a schema", "invalid_client"),
		{
			Name: "semicolons", Reason: "net/url refuses forms that have one; to the URL Standard and the handler it is text like any other",
			Complaint: func(c apitest.Case, why string) bool {
				return c.Value == nil && why == "not read" && strings.Contains(c.Body, ";")
			},
		},
		refused("two ways", "a schema does not see headers", "not in both"),
		refused("scope", "which scopes a client holds is no matter of a schema", "invalid_scope"),
	}
}

// refused is a difference where the handler refuses with this text what the
// schema takes.
func refused(name, reason, text string) apitest.Difference {
	return apitest.Difference{Name: name, Reason: reason, Refusal: text}
}
