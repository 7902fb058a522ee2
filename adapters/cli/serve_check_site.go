package cli

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"latchkey/domain"
)

// checkSite is about where the server answers and by which names.
func (s *settings) checkSite(p *problems, o *ServeOptions, checks Checks) {
	site, err := parseBaseURL(s.BaseURL)
	p.addFrom("--base-url", err)
	o.BaseURL, o.PathPrefix = string(site.origin)+site.prefix, site.prefix
	if site.origin != "" {
		o.Hosts = site.hosts()
	}
	for _, host := range s.AllowedHosts {
		if _, err := domain.ParseOrigin("http://" + host); err != nil {
			p.add("--allowed-hosts: %q is not a host name with or without a port", host)
		} else if host = strings.ToLower(host); !slices.Contains(o.Hosts, host) {
			o.Hosts = append(o.Hosts, host)
		}
	}
	o.Listen = s.Listen
	p.addFrom("--listen", checkAddress(s.Listen))
	o.TLS = TLSOptions{CertFile: s.TLSCert, KeyFile: s.TLSKey}
	switch given := s.TLSCert != ""; {
	case given != (s.TLSKey != ""):
		p.add("--tls-cert and --tls-key: give both or neither")
	case given && site.isPlain():
		p.add("--base-url is http, but --tls-cert answers https only; begin it with https")
	case given && checks.TLSFiles != nil:
		p.addFrom("--tls-cert and --tls-key", checks.TLSFiles(s.TLSCert, s.TLSKey))
	}
}

// site is what a base URL says.
type site struct {
	origin domain.Origin
	prefix string // of every path; "" for none
}

func (s site) isPlain() bool { return strings.HasPrefix(string(s.origin), "http:") }

var errNoBaseURL = errors.New("give an address like https://reset.shop.example")

// parseBaseURL reads where customers reach the server. Its text is not quoted:
// nobody knows what stands in a URL that is not understood.
func parseBaseURL(text string) (site, error) {
	if text == "" {
		return site{}, errors.New("it is missing; " + errNoBaseURL.Error())
	}
	web, err := domain.ParseWebURL(text)
	if err != nil {
		return site{}, fmt.Errorf("that is not an absolute web address; %w", errNoBaseURL)
	}
	parsed, err := url.Parse(web.String())
	if err != nil || parsed.RawQuery != "" || parsed.ForceQuery || strings.Contains(text, "#") {
		return site{}, fmt.Errorf("a query or fragment has no place in it; %w", errNoBaseURL)
	}
	prefix := strings.TrimSuffix(parsed.EscapedPath(), "/")
	if !isPathPrefix(prefix) {
		return site{}, fmt.Errorf("the path %q is not plain; use letters, digits, - . _ ~ between single slashes", prefix)
	}
	if parsed.Scheme == "http" && !isLoopbackHost(parsed.Hostname()) {
		return site{}, errors.New("plain http is for this machine only; begin it with https")
	}
	return site{origin: web.Origin(), prefix: prefix}, nil
}

func isPathPrefix(path string) bool {
	if path == "" {
		return true
	}
	for _, part := range strings.Split(path[1:], "/") {
		if part == "" || part == "." || part == ".." || strings.Trim(part, pathCharacters) != "" {
			return false
		}
	}
	return true
}

// pathCharacters never need to be escaped (RFC 3986 §2.3).
const pathCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~"

func isLoopbackHost(host string) bool {
	address, err := netip.ParseAddr(host)
	return strings.EqualFold(host, "localhost") || err == nil && address.IsLoopback()
}

// hosts are the spellings of the site's host in a Host header: the default
// port may be there or not.
func (s site) hosts() []string {
	scheme, host, _ := strings.Cut(string(s.origin), "://")
	if parsed, err := url.Parse(string(s.origin)); err == nil && parsed.Port() != "" {
		return []string{host}
	}
	if scheme == "https" {
		return []string{host, host + ":443"}
	}
	return []string{host, host + ":80"}
}

// hostname is the site's name without a port, "" if it is an address.
func (s site) hostname() string {
	parsed, err := url.Parse(string(s.origin))
	if err != nil {
		return ""
	}
	if _, err := netip.ParseAddr(parsed.Hostname()); err == nil {
		return ""
	}
	return parsed.Hostname()
}

func checkAddress(text string) error {
	_, port, err := net.SplitHostPort(text)
	if number, bad := strconv.ParseUint(port, 10, 16); err == nil && bad == nil && strconv.FormatUint(number, 10) == port {
		return nil
	}
	return fmt.Errorf("%q is not an address like 127.0.0.1:8080", text)
}

func checkLoopback(text string) error {
	address, err := netip.ParseAddrPort(text)
	if err != nil {
		return fmt.Errorf("%q is not an address like 127.0.0.1:9090", text)
	}
	if !address.Addr().IsLoopback() {
		return fmt.Errorf("%s would be open to others; use 127.0.0.1 or [::1]", text)
	}
	return nil
}

// checkProxies reads networks and single addresses.
func (s *settings) checkProxies(p *problems, o *ServeOptions) {
	for _, text := range s.TrustedProxies {
		network, err := netip.ParsePrefix(text)
		if err != nil {
			var address netip.Addr
			if address, err = netip.ParseAddr(text); err == nil {
				network = netip.PrefixFrom(address, address.BitLen())
			}
		}
		switch {
		case err != nil || !network.IsValid() || network.Addr().Is4In6() || strings.Contains(text, "%"):
			p.add("--trusted-proxies: %q is not a network like 10.0.0.0/8 or 2001:db8::/32", text)
		case network.Bits() == 0:
			p.add("--trusted-proxies: %s is everybody, so anybody could claim to be anybody; name the proxies", text)
		default:
			o.TrustedProxies = append(o.TrustedProxies, network.Masked())
		}
	}
}
