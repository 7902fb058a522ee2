package cli

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// problems collects everything that is wrong with settings, so that nobody has
// to start a server five times to learn five things.
type problems []string

func (p *problems) add(format string, args ...any) { *p = append(*p, fmt.Sprintf(format, args...)) }

// addFrom notes err of the named setting, if it is one.
func (p *problems) addFrom(name string, err error) {
	if err != nil {
		p.add("%s: %s", name, withoutPackage(err))
	}
}

// check returns the settings in the form a server takes them, or all that is
// missing or wrong as one usage error.
func (s *settings) check(checks Checks, log io.Writer) (ServeOptions, error) {
	p := problems(s.given.problems)
	options := ServeOptions{DB: s.DB, MailTemplates: s.MailTemplates, Log: log}
	if s.DB == "" {
		p.add("--db is missing: name the file of the database")
	}
	s.checkSite(&p, &options, checks)
	s.checkProxies(&p, &options)
	s.checkRelay(&p, &options, checks)
	s.checkDKIM(&p, &options, checks)
	if s.MailTemplates != "" && checks.MailTemplates != nil {
		p.addFrom("--mail-templates", checks.MailTemplates(s.MailTemplates))
	}
	s.checkNumbers(&p, &options)
	s.checkWatching(&p, &options)
	if len(p) > 0 {
		return ServeOptions{}, usageError{errors.New(strings.Join(p, "; "))}
	}
	options.Warnings = options.doubts()
	return options, nil
}

const (
	mostCalls = 1_000_000_000
	leastDays = 2 // that requests are kept; see [domain.Retention.Check]
	mostDays  = 3650
	day       = 24 * time.Hour
)

func (s *settings) checkNumbers(p *problems, o *ServeOptions) {
	o.MailBudget = p.number("--mail-budget", s.MailBudget, 0, mostCalls)
	o.WebshopLimit = p.number("--webshop-limit", s.WebshopLimit, 1, mostCalls)
	o.ClientLimit = p.number("--client-limit", s.ClientLimit, 1, mostCalls)
	o.PageLimit = p.number("--page-limit", s.PageLimit, 1, mostCalls)
	o.KeepRequests = time.Duration(p.number("--keep-requests-days", s.KeepRequestsDays, leastDays, mostDays)) * day
	o.KeepAudit = time.Duration(p.number("--keep-audit-days", s.KeepAuditDays, 1, mostDays)) * day
}

func (p *problems) number(name, text string, least, most int) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		p.add("%s: %q makes no sense; give a number from %d to %d", name, text, least, most)
	}
	return n
}

func (p *problems) toggle(name string, t toggle) bool {
	on, ok := t.parse()
	if !ok {
		p.add("%s: %q is neither true nor false", name, string(t))
	}
	return on
}

func (s *settings) checkWatching(p *problems, o *ServeOptions) {
	o.Docs, o.Pprof = p.toggle("--docs", s.Docs), p.toggle("--pprof", s.Pprof)
	if o.MetricsListen = s.MetricsListen; o.MetricsListen != "" {
		p.addFrom("--metrics-listen", checkLoopback(o.MetricsListen))
	} else if o.Pprof {
		p.add("--pprof: profiles are only told where metrics are; give --metrics-listen, too")
	}
	if o.LogFormat = s.LogFormat; o.LogFormat != "json" && o.LogFormat != "text" {
		p.add("--log-format: %q is neither json nor text", o.LogFormat)
	}
	level, err := s.given.level().parse()
	if err != nil {
		p.add("%v", err)
	}
	o.LogLevel = level
}

// doubts are settings that work and are seldom meant.
func (o *ServeOptions) doubts() (doubts []string) {
	switch behind := o.TLS == (TLSOptions{}); {
	case strings.HasPrefix(o.BaseURL, "http://"):
		doubts = append(doubts, "--base-url is not https: links in mails work on this machine only")
	case behind && len(o.TrustedProxies) == 0:
		doubts = append(doubts, "--base-url is https, but neither --tls-cert nor --trusted-proxies is given: all callers behind one proxy share one budget")
	}
	return doubts
}
