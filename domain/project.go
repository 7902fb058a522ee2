package domain

import (
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// ProjectID names a project; it is positive and part of the webshop API.
type ProjectID int64

// String returns the id in decimal.
func (id ProjectID) String() string { return strconv.FormatInt(int64(id), 10) }

// Project is one shop. Accounts belong to exactly one project.
type Project struct {
	ID      ProjectID
	Name    string   // as customers know the shop
	ShopURL string   // where "back to the shop" leads
	Sender  Email    // who its mails are from
	ReplyTo Email    // who reads the answers to them; zero if that is the sender
	Origins []Origin // web origins whose pages may call the APIs, and where a link with a secret may lead

	// ReturnOrigins is where a back button may lead; empty: anywhere.
	ReturnOrigins []Origin

	// ResetPage is the shop's own page that its links lead to, with the token
	// in the fragment; zero for the hosted page.
	ResetPage WebURL

	EmailSyntax EmailSyntax // which addresses the payway API takes

	Language Language // for customers of whom nothing better is known; zero if English
	Brand    Brand
}

// AllowsOrigin reports whether pages of origin may call the APIs for p.
func (p Project) AllowsOrigin(origin Origin) bool { return slices.Contains(p.Origins, origin) }

// Origin is a web origin in the exact form a browser sends it (RFC 6454 §6.2):
// scheme, host in lower case, and the port unless it is the scheme's default.
type Origin string

// ParseOrigin reads an http or https origin such as https://shop.example or
// http://localhost:3000. Anything beside scheme, host and port is refused.
func ParseOrigin(text string) (Origin, error) {
	parsed, err := url.Parse(text)
	if err != nil || parsed.Scheme != "http" && parsed.Scheme != "https" || text != parsed.Scheme+"://"+parsed.Host {
		return "", Refuse("origin", Malformed)
	}
	host, port := lowerASCII(parsed.Host), parsed.Port()
	if !isWebHost(lowerASCII(parsed.Hostname())) || !isPort(port) {
		return "", Refuse("origin", Malformed)
	}
	if port == "" || port == defaultPort(parsed.Scheme) {
		host = strings.TrimSuffix(host, ":"+port)
	}
	return Origin(parsed.Scheme + "://" + host), nil
}

// isWebHost takes names and addresses in the spelling a browser would send, so
// that no origin is kept that can never match, such as https://*.shop.example.
func isWebHost(host string) bool {
	if strings.Contains(host, ":") {
		address, err := netip.ParseAddr(host)
		return err == nil && address.String() == host
	}
	for i := range len(host) {
		if !isLetter(host[i]) && !isDigit(host[i]) && strings.IndexByte("-._", host[i]) < 0 {
			return false
		}
	}
	return host != ""
}

func isPort(port string) bool {
	n, err := strconv.ParseUint(port, 10, 16)
	return port == "" || err == nil && strconv.FormatUint(n, 10) == port
}

func defaultPort(scheme string) string {
	if scheme == "https" {
		return "443"
	}
	return "80"
}
