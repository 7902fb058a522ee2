package app

import (
	"context"
	"errors"
	"strings"
)

// dns looks up what mail servers look up about the senders.
func (d *Doctor) dns(ctx context.Context) []Check {
	all, err := d.Projects.All(ctx)
	if err != nil {
		return nil // told by another check
	}
	var (
		checks []Check
		seen   = map[string]bool{}
	)
	for _, project := range all {
		_, host, _ := strings.Cut(project.Sender.Address(), "@")
		if seen[host] || host == "" {
			continue
		}
		seen[host] = true
		checks = append(checks, d.spf(ctx, host), d.dmarc(ctx, host))
	}
	if d.DKIM != (DKIMRecord{}) {
		checks = append(checks, d.dkim(ctx))
	}
	return checks
}

// record returns the TXT record of name that begins with prefix, "" if there is
// none. An error means that nobody could say.
func (d *Doctor) record(ctx context.Context, name, prefix string) (string, error) {
	records, err := d.DNS.LookupTXT(ctx, name)
	var doubt interface{ Temporary() bool }
	if errors.As(err, &doubt) && doubt.Temporary() {
		return "", err
	}
	for _, record := range records {
		if strings.HasPrefix(record, prefix) {
			return record, nil
		}
	}
	return "", nil
}

// unanswered is the check that nobody could make.
func unanswered(name string, err error) Check {
	return ok(name, "cannot be looked up: %v", err).but(CheckWarning, "see why this machine's name server does not answer, and run the doctor again")
}

func (d *Doctor) spf(ctx context.Context, host string) Check {
	record, err := d.record(ctx, host, "v=spf1")
	switch {
	case err != nil:
		return unanswered("SPF of "+host, err)
	case record == "":
		return ok("SPF of "+host, "no record").but(CheckWarning,
			"publish a TXT record of "+host+` like "v=spf1 include:<your relay> -all": without it, mails land in the spam folder`)
	case strings.Contains(record, "+all"):
		return ok("SPF of "+host, "lets everybody send").but(CheckWarning, "end the record with -all")
	}
	return ok("SPF of "+host, "%s", record)
}

// dmarc looks at the domain itself and then, as receivers do, at those above.
func (d *Doctor) dmarc(ctx context.Context, host string) Check {
	for at := host; strings.Contains(at, "."); _, at, _ = strings.Cut(at, ".") {
		switch record, err := d.record(ctx, "_dmarc."+at, "v=DMARC1"); {
		case err != nil:
			return unanswered("DMARC of "+host, err)
		case record != "":
			return ok("DMARC of "+host, "%s", record)
		}
	}
	return ok("DMARC of "+host, "no record").but(CheckWarning,
		"publish a TXT record of _dmarc."+host+` like "v=DMARC1; p=quarantine; rua=mailto:postmaster@`+host+`"`)
}

func (d *Doctor) dkim(ctx context.Context) Check {
	name := d.DKIM.Selector + "._domainkey." + d.DKIM.Domain
	records, err := d.DNS.LookupTXT(ctx, name)
	publish := "publish as TXT record of " + name + ": v=DKIM1; p=" + d.DKIM.PublicKey
	if err != nil || len(records) == 0 {
		return ok("DKIM of "+d.DKIM.Domain, "no record").but(CheckFailed, publish)
	}
	for _, tag := range strings.Split(records[0], ";") {
		key, isKey := strings.CutPrefix(strings.TrimSpace(tag), "p=")
		if isKey && strings.Join(strings.Fields(key), "") == d.DKIM.PublicKey {
			return ok("DKIM of "+d.DKIM.Domain, "the published key is ours")
		}
	}
	return ok("DKIM of "+d.DKIM.Domain, "the published key is another one").but(CheckFailed, publish)
}
