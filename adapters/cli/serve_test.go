package cli_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/netip"
	"reflect"
	"testing"
	"time"

	"latchkey/adapters/cli"
)

func TestServeByDefault(t *testing.T) {
	var got cli.ServeOptions
	result := runCommand(t, keepOptions(&got), complete()...)
	if result.code != 0 || result.stdout != "latchkey serves https://reset.shop.example on 127.0.0.1:1234\n" {
		t.Fatalf("ended %+v", result)
	}
	if len(got.Warnings) != 1 || got.Log == nil {
		t.Errorf("warnings %q and log %v, want one about the missing proxy and a log", got.Warnings, got.Log)
	}
	got.Warnings, got.Log = nil, nil
	want := cli.ServeOptions{
		DB: "x.db", BaseURL: "https://reset.shop.example", Hosts: []string{"reset.shop.example", "reset.shop.example:443"},
		Listen: "127.0.0.1:8080", Relay: cli.RelayOptions{URL: "smtp://mail.example", HELO: "reset.shop.example"},
		WebshopLimit: 60, ClientLimit: 600, PageLimit: 20, KeepRequests: 30 * 24 * time.Hour, KeepAudit: 180 * 24 * time.Hour,
		Docs: true, LogLevel: slog.LevelWarn, LogFormat: "text",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestServeWithEverySetting(t *testing.T) {
	password := writeFile(t, "password", "geheim wörter\n", 0o600)
	key := writeFile(t, "dkim.pem", "the key", 0o400)
	ca := writeFile(t, "ca.pem", "the authorities", 0o644)
	var got cli.ServeOptions
	commands, asked := keepOptions(&got), ""
	commands.Checks = cli.Checks{
		ParseRelay: func(url, password string) error { asked += url + " " + password + ";"; return nil },
		TLSFiles:   func(cert, key string) error { asked += cert + " " + key + ";"; return nil },
		DKIM: func(o cli.DKIMOptions) error {
			asked += o.Domain + " " + o.Selector + " " + o.Key.Reveal() + ";"
			return nil
		},
		RelayCA:       func(pem []byte) error { asked += string(pem) + ";"; return nil },
		MailTemplates: func(folder string) error { asked += folder + ";"; return nil },
	}
	result := runCommand(t, commands, "--log-level", "debug", "serve",
		"--db", "x.db", "--base-url", "https://Shop.example:8443/reset-service/", "--listen", "[::]:8443",
		"--tls-cert", "cert.pem", "--tls-key", "key.pem",
		"--trusted-proxies", "10.1.2.3/8,192.0.2.1", "--trusted-proxies", "2001:db8::/32",
		"--allowed-hosts", "Old.example,10.0.0.1:8080",
		"--smtp", "smtps://shop@mail.example:465", "--smtp-password-file", password, "--smtp-helo", "out.shop.example", "--smtp-ca-file", ca,
		"--dkim-domain", "shop.example", "--dkim-selector", "s1", "--dkim-key-file", key,
		"--mail-templates", "letters", "--mail-budget", "5000",
		"--webshop-limit", "1", "--client-limit", "2", "--page-limit", "3", "--keep-requests-days", "4", "--keep-audit-days", "5",
		"--no-docs", "--metrics-listen", "127.0.0.1:9090", "--pprof", "--log-format", "json", "--json")
	if want := `{"base_url":"https://shop.example:8443/reset-service","listen":"127.0.0.1:1234"}` + "\n"; result.code != 0 || result.stdout != want {
		t.Fatalf("ended %+v, want %s", result, want)
	}
	if want := "cert.pem key.pem;smtps://shop@mail.example:465 geheim wörter;the authorities;shop.example s1 the key;letters;"; asked != want {
		t.Errorf("asked others about %q, want %q", asked, want)
	}
	if got.Relay.Password.Reveal() != "geheim wörter" || got.DKIM.Key.Reveal() != "the key" || got.Warnings != nil {
		t.Errorf("password %q, key %q, warnings %q", got.Relay.Password.Reveal(), got.DKIM.Key.Reveal(), got.Warnings)
	}
	got.Relay.Password, got.DKIM.Key, got.Log = cli.Hidden{}, cli.Hidden{}, nil
	want := cli.ServeOptions{
		DB: "x.db", BaseURL: "https://shop.example:8443/reset-service", PathPrefix: "/reset-service",
		Hosts: []string{"shop.example:8443", "old.example", "10.0.0.1:8080"}, Listen: "[::]:8443",
		TLS:            cli.TLSOptions{CertFile: "cert.pem", KeyFile: "key.pem"},
		TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("192.0.2.1/32"), netip.MustParsePrefix("2001:db8::/32")},
		Relay:          cli.RelayOptions{URL: "smtps://shop@mail.example:465", HELO: "out.shop.example", CA: []byte("the authorities")},
		DKIM:           cli.DKIMOptions{Domain: "shop.example", Selector: "s1"}, MailTemplates: "letters", MailBudget: 5000,
		WebshopLimit: 1, ClientLimit: 2, PageLimit: 3, KeepRequests: 4 * 24 * time.Hour, KeepAudit: 5 * 24 * time.Hour,
		MetricsListen: "127.0.0.1:9090", Pprof: true, LogLevel: slog.LevelDebug, LogFormat: "json",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// TestASecretDoesNotPrint: options may end up in a log or an error.
func TestASecretDoesNotPrint(t *testing.T) {
	var log bytes.Buffer
	options := cli.ServeOptions{Relay: cli.RelayOptions{Password: cli.Hide("geheim")}, DKIM: cli.DKIMOptions{Key: cli.Hide("geheim")}}
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "options", options, "password", options.Relay.Password)
	text := log.String() + fmt.Sprintf("%v %+v %#v %s %q", options, options, options, options.Relay.Password, options.DKIM.Key)
	if bytes.Contains([]byte(text), []byte("geheim")) {
		t.Errorf("a secret prints: %s", text)
	}
}

func TestBaseURLs(t *testing.T) {
	for _, c := range []struct {
		url, want, prefix string
		hosts             []string
	}{
		{"https://shop.example", "https://shop.example", "", []string{"shop.example", "shop.example:443"}},
		{"https://shop.example/", "https://shop.example", "", []string{"shop.example", "shop.example:443"}},
		{"https://shop.example:443/a/b-c.d_e~f", "https://shop.example/a/b-c.d_e~f", "/a/b-c.d_e~f", []string{"shop.example", "shop.example:443"}},
		{"http://localhost:8080", "http://localhost:8080", "", []string{"localhost:8080"}},
		{"http://[::1]", "http://[::1]", "", []string{"[::1]", "[::1]:80"}},
		{"http://127.8.9.1:1/x/", "http://127.8.9.1:1/x", "/x", []string{"127.8.9.1:1"}},
	} {
		var got cli.ServeOptions
		if result := runCommand(t, keepOptions(&got), complete("--base-url", c.url)...); result.code != 0 {
			t.Errorf("%s: %s", c.url, result.stderr)
		}
		if got.BaseURL != c.want || got.PathPrefix != c.prefix || !reflect.DeepEqual(got.Hosts, c.hosts) {
			t.Errorf("%s: %q, %q, %q, want %q, %q, %q", c.url, got.BaseURL, got.PathPrefix, got.Hosts, c.want, c.prefix, c.hosts)
		}
	}
}
