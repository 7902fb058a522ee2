package cli

import (
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strings"
)

// checkRelay is about who takes the mails and how to prove who sends them.
func (s *settings) checkRelay(p *problems, o *ServeOptions, checks Checks) {
	o.Relay = RelayOptions{URL: s.SMTP, HELO: s.SMTPHelo}
	password, fine := s.relayPassword(p, &o.Relay)
	o.Relay.Password = Hide(password)
	switch {
	case s.SMTP == "":
		p.add("--smtp is missing: name the relay that takes the mails, such as smtps://user@mail.example:465")
	case checks.ParseRelay != nil && fine:
		p.addFrom("--smtp", checks.ParseRelay(o.Relay.URL, password))
	}
	if o.Relay.HELO == "" {
		o.Relay.HELO = "localhost"
		if site, err := parseBaseURL(s.BaseURL); err == nil && site.hostname() != "" {
			o.Relay.HELO = site.hostname()
		}
	} else if checks.HELO != nil {
		p.addFrom("--smtp-helo", checks.HELO(o.Relay.HELO))
	}
	if s.SMTPCAFile == "" {
		return
	}
	var err error
	if o.Relay.CA, err = readSmallFile(s.SMTPCAFile, anyFile); err == nil && checks.RelayCA != nil {
		err = checks.RelayCA(o.Relay.CA)
	}
	p.addFrom("--smtp-ca-file", err)
}

func anyFile(fs.FileInfo) error { return nil }

// relayPassword returns the password from the one place that gives it, "" if
// none does, and takes it out of the relay's URL. It is not fine if there is a
// problem.
func (s *settings) relayPassword(p *problems, relay *RelayOptions) (password string, fine bool) {
	before := len(*p)
	fromEnvironment, inEnvironment := os.LookupEnv(passwordEnv)
	inURL := maskPassword(s.SMTP) != s.SMTP
	switch {
	case inURL && s.given.find("smtp").origin == fromFlag:
		p.add("--smtp: a password has no place among arguments, where others see it; put it into a file and name that with --smtp-password-file, or set %s", passwordEnv)
	case inURL && s.given.find("smtp").origin == fromFile && s.given.fileIsOpen:
		p.add("--smtp: there is a password in %s, which others can read; run chmod 600 on it", s.SettingsFile)
	case inURL && (inEnvironment || s.SMTPPasswordFile != ""), inEnvironment && s.SMTPPasswordFile != "":
		p.add("--smtp: there are two passwords; give it in the URL, in the file that --smtp-password-file names, or in %s", passwordEnv)
	case inURL:
		if parsed, err := url.Parse(s.SMTP); err == nil {
			password, _ = parsed.User.Password()
			parsed.User = url.User(parsed.User.Username())
			relay.URL = parsed.String()
		} // else whoever reads the URL says what is wrong with it
	case s.SMTPPasswordFile != "":
		text, err := readPasswordFile(s.SMTPPasswordFile)
		p.addFrom("--smtp-password-file", err)
		password = text
	default:
		password = fromEnvironment
	}
	return password, len(*p) == before
}

func readPasswordFile(path string) (string, error) {
	text, err := readSecretFile(path)
	if err != nil {
		return "", err
	}
	password := strings.TrimSuffix(strings.TrimSuffix(text, "\n"), "\r")
	if password == "" || strings.ContainsAny(password, "\r\n\x00") {
		return "", fmt.Errorf("%s must hold the password on one line and nothing else", path)
	}
	return password, nil
}

func (s *settings) checkDKIM(p *problems, o *ServeOptions, checks Checks) {
	if s.DKIMDomain == "" && s.DKIMSelector == "" && s.DKIMKeyFile == "" {
		return
	}
	if s.DKIMDomain == "" || s.DKIMSelector == "" || s.DKIMKeyFile == "" {
		p.add("--dkim-domain, --dkim-selector and --dkim-key-file: give all or none")
		return
	}
	key, err := readSecretFile(s.DKIMKeyFile)
	if err != nil {
		p.addFrom("--dkim-key-file", err)
		return
	}
	o.DKIM = DKIMOptions{Domain: s.DKIMDomain, Selector: s.DKIMSelector, Key: Hide(key)}
	if checks.DKIM != nil {
		p.addFrom("--dkim-key-file", checks.DKIM(o.DKIM))
	}
}
