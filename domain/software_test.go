package domain_test

import (
	"strings"
	"testing"

	"latchkey/domain"
)

func TestParseUserAgent(t *testing.T) {
	const (
		windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64"
		macOS   = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7"
		linux   = "Mozilla/5.0 (X11; Linux x86_64"
		android = "Mozilla/5.0 (Linux; Android 10; K"
		iPhone  = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X"
		iPad    = "Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X"
		chrome  = ") AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
		mobile  = ") AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36"
		webKit  = ") AppleWebKit/605.1.15 (KHTML, like Gecko) "
	)
	tests := map[string]domain.Software{
		windows + "; rv:145.0) Gecko/20100101 Firefox/145.0": {Browser: "Firefox", System: "Windows"},
		windows + chrome:                                                 {Browser: "Chrome", System: "Windows"},
		windows + chrome + " Edg/142.0.0.0":                              {Browser: "Edge", System: "Windows"},
		windows + chrome + " OPR/125.0.0.0":                              {Browser: "Opera", System: "Windows"},
		macOS + chrome:                                                   {Browser: "Chrome", System: "macOS"},
		macOS + webKit + "Version/26.0 Safari/605.1":                     {Browser: "Safari", System: "macOS"},
		"Mozilla/5.0 (Macintosh; rv:145.0) Gecko/20100101 Firefox/145.0": {Browser: "Firefox", System: "macOS"},
		linux + chrome:                                                   {Browser: "Chrome", System: "Linux"},
		linux + "; rv:145.0) Gecko/20100101 Firefox/145.0":               {Browser: "Firefox", System: "Linux"},
		"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0" + chrome:               {Browser: "Chrome", System: "ChromeOS"},
		android + mobile:                                                 {Browser: "Chrome", System: "Android"},
		android + mobile + " EdgA/142.0":                                 {Browser: "Edge", System: "Android"},
		android + ") AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/29.0 Chrome/136.0": {Browser: "Samsung Internet", System: "Android"},
		"Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0":                {Browser: "Firefox", System: "Android"},
		iPhone + webKit + "Version/18.5 Mobile/15E148 Safari/604.1":                           {Browser: "Safari", System: "iPhone"},
		iPhone + webKit + "CriOS/142.0 Mobile/15E148 Safari/604.1":                            {Browser: "Chrome", System: "iPhone"},
		iPhone + webKit + "FxiOS/145.0 Mobile/15E148 Safari/605.1":                            {Browser: "Firefox", System: "iPhone"},
		iPhone + webKit + "Version/18.5 EdgiOS/142.0 Mobile Safari/605.1":                     {Browser: "Edge", System: "iPhone"},
		iPhone + webKit + "Version/18.5 Mobile Safari/604.1 OPT/6.1":                          {Browser: "Opera", System: "iPhone"},
		iPad + webKit + "Version/18.5 Mobile/15E148 Safari/604.1":                             {Browser: "Safari", System: "iPad"},
		"Opera/9.80 (Windows NT 6.1) Presto/2.12.388 Version/12.18":                           {Browser: "Opera", System: "Windows"},
		"Mozilla/5.0 (PlayStation 5) Firefox/1":                                               {Browser: "Firefox"},
		"Mozilla/5.0 (Windows NT 10.0; Trident/7.0)":                                          {System: "Windows"},
		"curl/8.14.1": {},
		"":            {},
		"<img src=x onerror=1> Visit evil.example/login now": {},
		"\x00\xff\r\nBcc: all@evil.example":                  {},
		strings.Repeat("x", 10_000):                          {},
		strings.Repeat("x", 1024) + "Firefox/1 Windows":      {},
		strings.Repeat("x", 1024-8) + "Firefox/ Windows":     {Browser: "Firefox"},
	}
	for header, want := range tests {
		if got := domain.ParseUserAgent(header); got != want {
			t.Errorf("%.120q: got %+v, want %+v", header, got, want)
		}
	}
}

func TestSoftwareComesBackAsItWasWritten(t *testing.T) {
	tests := map[string]domain.Software{
		"":                         {},
		"Firefox/Windows":          {Browser: "Firefox", System: "Windows"},
		"Firefox/":                 {Browser: "Firefox"},
		"/iPad":                    {System: "iPad"},
		"Edge/macOS":               {Browser: "Edge", System: "macOS"},
		"Samsung Internet/Android": {Browser: "Samsung Internet", System: "Android"},
	}
	for text, software := range tests {
		if got := software.String(); got != text {
			t.Errorf("%+v: got %q, want %q", software, got, text)
		}
		if got := domain.ParseSoftware(text); got != software {
			t.Errorf("%q: got %+v, want %+v", text, got, software)
		}
	}
}

// TestParseSoftwareTrustsNoWords: what is stored is shown in mails.
func TestParseSoftwareTrustsNoWords(t *testing.T) {
	tests := map[string]domain.Software{
		"evil.example/Windows":     {System: "Windows"},
		"Firefox/evil.example":     {Browser: "Firefox"},
		"Firefox/Windows/more":     {Browser: "Firefox"},
		"firefox/windows":          {},
		"Windows/Firefox":          {},
		" Firefox/Windows ":        {},
		"Edg/CrOS":                 {},
		"/":                        {},
		"Firefox\n/<b>Windows</b>": {},
	}
	for text, want := range tests {
		if got := domain.ParseSoftware(text); got != want {
			t.Errorf("%q: got %+v, want %+v", text, got, want)
		}
	}
}

func FuzzUserAgent(f *testing.F) {
	f.Add("Mozilla/5.0 (Windows NT 10.0; rv:145.0) Gecko/20100101 Firefox/145.0")
	f.Add("Opera/iPad <b>")
	f.Fuzz(func(t *testing.T, header string) {
		software := domain.ParseUserAgent(header)
		if back := domain.ParseSoftware(software.String()); back != software {
			t.Errorf("%+v came back as %+v", software, back)
		}
		if len(software.Browser) > len("Samsung Internet") || len(software.System) > len("ChromeOS") {
			t.Errorf("got words that are on no list: %+v", software)
		}
	})
}
