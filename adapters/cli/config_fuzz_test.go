package cli_test

import (
	"net/url"
	"strings"
	"testing"

	"latchkey/adapters/cli"
)

// FuzzSettingsFile: whatever the file says, a server starts by complete
// settings or refuses them on one line.
func FuzzSettingsFile(f *testing.F) {
	for _, text := range []string{`{}`, `{"page-limit":5,"docs":false,"trusted-proxies":["10.0.0.0/8"]}`, `{"db":"x","smtp":"smtp://a:b@c"}`, `{"base-url":"http://localhost"}`, `nul`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var got cli.ServeOptions
		result := runCommand(t, keepOptions(&got), complete("--config", writeFile(t, "settings.json", text, 0o600))...)
		if result.code != 0 && result.code != cli.ExitUsage || (result.code == 0) != (got.PageLimit > 0) {
			t.Errorf("ended %+v with %+v", result, got)
		}
	})
}

// FuzzBaseURL: a base URL that is taken is one a link can be made of.
func FuzzBaseURL(f *testing.F) {
	for _, text := range []string{"https://shop.example/a/b/", "http://[::1]:8080", "https://Shop.example:443", "https://a@b", "https://x/%2e"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var got cli.ServeOptions
		if runCommand(t, keepOptions(&got), complete("--base-url="+text)...).code != 0 {
			return
		}
		parsed, err := url.Parse(got.BaseURL + "/reset")
		if err != nil || parsed.String() != got.BaseURL+"/reset" || parsed.Path != got.PathPrefix+"/reset" || parsed.Host != got.Hosts[0] || parsed.User != nil {
			t.Errorf("%q became %q with prefix %q and hosts %q", text, got.BaseURL, got.PathPrefix, got.Hosts)
		}
		if parsed.Host != strings.ToLower(parsed.Host) || strings.HasSuffix(got.PathPrefix, "/") {
			t.Errorf("%q became %q, not in lower case or with a slash at the end", text, got.BaseURL)
		}
	})
}
