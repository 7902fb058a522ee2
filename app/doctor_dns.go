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
	return append(checks, d.dkim(ctx))
}

// records returns the TXT records of name, none if there are none. An error
// means that nobody could say.
func (d *Doctor) records(ctx context.Context, name string) ([]string, error) {
	records, err := d.DNS.LookupTXT(ctx, name)
	var doubt interface{ Temporary() bool }
	if errors.As(err, &doubt) && doubt.Temporary() {
		return nil, err
	}
	return records, nil
}

// record returns the TXT record of name that begins with prefix, "" if there is
// none, and how many there are: of more than one receivers heed none. An error
// means that nobody could say.
func (d *Doctor) record(ctx context.Context, name, prefix string) (found string, count int, err error) {
	records, err := d.records(ctx, name)
	if err != nil {
		return "", 0, err
	}
	for _, record := range records {
		if strings.HasPrefix(record, prefix) {
			found, count = record, count+1
		}
	}
	return found, count, nil
}

// several is the check of a record of which there are more.
func several(name string, count int) Check {
	return ok(name, "%d records, of which receivers heed none", count).but(CheckWarning, "leave one record, which says all that they say together")
}

// unanswered is the check that nobody could make.
func unanswered(name string, err error) Check {
	return ok(name, "cannot be looked up: %v", err).but(CheckWarning, "see why this machine's name server does not answer, and run the doctor again")
}

func (d *Doctor) spf(ctx context.Context, host string) Check {
	record, count, err := d.record(ctx, host, "v=spf1")
	switch {
	case err != nil:
		return unanswered("SPF of "+host, err)
	case count > 1: // RFC 7208 §4.5
		return several("SPF of "+host, count)
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
		switch record, count, err := d.record(ctx, "_dmarc."+at, "v=DMARC1"); {
		case err != nil:
			return unanswered("DMARC of "+host, err)
		case count > 1: // RFC 7489 §6.6.3
			return several("DMARC of "+host, count)
		case record != "":
			return ok("DMARC of "+host, "%s", record)
		}
	}
	return ok("DMARC of "+host, "no record").but(CheckWarning,
		"publish a TXT record of _dmarc."+host+` like "v=DMARC1; p=quarantine; rua=mailto:postmaster@`+host+`"`)
}

func (d *Doctor) dkim(ctx context.Context) Check {
	if d.DKIM == (DKIMRecord{}) { // as where a provider's relay signs
		return ok("DKIM", "mails are not signed here").but(CheckAdvice, "see in a mail that has arrived whether the relay signs: if it does not, "+
			"make a key and give --dkim-domain, --dkim-selector and --dkim-key-file, or mails may land in the spam folder")
	}
	name := d.DKIM.Selector + "._domainkey." + d.DKIM.Domain
	records, err := d.records(ctx, name)
	publish := "publish as TXT record of " + name + ": v=DKIM1; p=" + d.DKIM.PublicKey
	if err != nil {
		return unanswered("DKIM of "+d.DKIM.Domain, err)
	}
	if len(records) == 0 {
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
