package smtprelay_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"latchkey/adapters/smtprelay"
)

func TestParseURL(t *testing.T) {
	tests := map[string]smtprelay.Config{
		"smtps://relay.example":                             {Security: smtprelay.ImplicitTLS, Host: "relay.example"},
		"SMTPS://relay.example:2465":                        {Security: smtprelay.ImplicitTLS, Host: "relay.example", Port: 2465},
		"smtps://shop:secret@relay.example":                 {Security: smtprelay.ImplicitTLS, Host: "relay.example", User: "shop", Password: "secret"},
		"smtps://shop:a@secret@relay.example":               {Security: smtprelay.ImplicitTLS, Host: "relay.example", User: "shop", Password: "a@secret"},
		"smtps://shop@relay.example":                        {Security: smtprelay.ImplicitTLS, Host: "relay.example", User: "shop"},
		"smtp+starttls://a%40b:s%3A%2F%23%25%3F%40%C3%A9@r": {Security: smtprelay.StartTLS, Host: "r", User: "a@b", Password: "s:/#%?@é"},
		"smtp+starttls://[2001:db8::1]:587":                 {Security: smtprelay.StartTLS, Host: "2001:db8::1", Port: 587},
		"smtp://localhost":                                  {Security: smtprelay.Plain, Host: "localhost"},
		"smtp://127.0.0.1:2525":                             {Security: smtprelay.Plain, Host: "127.0.0.1", Port: 2525},
		"smtp://[::1]":                                      {Security: smtprelay.Plain, Host: "::1"},
		"smtp://mail_1:25?insecure=yes":                     {Security: smtprelay.Plain, Host: "mail_1", Port: 25, Insecure: true},
	}
	for text, want := range tests {
		got, err := smtprelay.ParseURL(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got.Security != want.Security || got.Host != want.Host || got.Port != want.Port || got.User != want.User ||
			got.Password != want.Password || got.Insecure != want.Insecure {
			t.Errorf("%s: got %v, want %v", text, got, want)
		}
		if got.User != "" && got.Password == "" {
			got.Password = "from a file"
		}
		if relay, err := smtprelay.New(got); err != nil {
			t.Errorf("%s: New: %v", text, err)
		} else {
			_ = relay.Close()
		}
	}
}

func TestRelayOnThisMachine(t *testing.T) {
	for text, want := range map[string]bool{
		"smtp://localhost": true, "smtp://127.0.0.1:2525": true, "smtps://shop@[::1]": true,
		"smtp://mail_1:25?insecure=yes": false, "smtps://relay.example": false, "localhost": false,
	} {
		if got := (smtprelay.Settings{URL: text}).IsLocal(); got != want {
			t.Errorf("%s: on this machine: %v, want %v", text, got, want)
		}
	}
}

// refusedURLs each hold the word secret, which no error may repeat.
var refusedURLs = map[string]string{
	"no URL":                    "secret",
	"no scheme":                 "shop:secret@relay.example",
	"another scheme":            "http://shop:secret@relay.example",
	"scheme is the secret":      "secret://relay.example",
	"no slashes":                "smtps:shop:secret@relay.example",
	"no host":                   "smtps://shop:secret@",
	"no user":                   "smtps://:secret@relay.example",
	"password in the open":      "smtp://shop:secret@127.0.0.1",
	"open to others":            "smtp://secret.example",
	"user in the open":          "smtp://secret@127.0.0.1",
	"insecure, but how":         "smtp://relay.example?insecure=secret",
	"insecure and more":         "smtp://relay.example?insecure=yes&x=secret",
	"insecure TLS":              "smtps://shop:secret@relay.example?insecure=yes",
	"unknown parameter":         "smtps://shop:x@relay.example?secret=1",
	"empty query":               "smtps://shop:secret@relay.example?",
	"raw ? in the password":     "smtps://shop:a?secret@relay.example",
	"raw # in the password":     "smtps://shop:a#secret@relay.example",
	"raw / in the password":     "smtps://shop:a/secret@relay.example",
	"raw é in the password":     "smtps://shop:ésecret@relay.example",
	"raw % in the password":     "smtps://shop:a%secret@relay.example",
	"raw space in the password": "smtps://shop:a secret@relay.example",
	"newline in the password":   "smtps://shop:secret%0d%0aQUIT@relay.example",
	"NUL in the password":       "smtps://shop:a%00secret@relay.example",
	"no UTF-8 in the password":  "smtps://shop:secret%ff@relay.example",
	"a path":                    "smtps://shop:secret@relay.example/",
	"a fragment":                "smtps://shop:secret@relay.example#x",
	"an empty fragment":         "smtps://shop:secret@relay.example#",
	"no port":                   "smtps://shop:secret@relay.example:",
	"port 0":                    "smtps://shop:secret@relay.example:0",
	"port too high":             "smtps://shop:secret@relay.example:65536",
	"port name":                 "smtps://shop:x@relay.example:secret",
	"space in the host":         "smtps://shop:secret@relay%20example",
	"markup in the host":        "smtps://shop:secret@<relay>",
	"two dots":                  "smtps://shop:secret@relay..example",
	"a zone":                    "smtps://shop:secret@[fe80::1%25eth0]",
	"long password":             "smtps://shop:" + strings.Repeat("secret", 200) + "@relay.example",
	"opaque":                    "smtps:secret",
}

func TestParseURLRefuses(t *testing.T) {
	for label, text := range refusedURLs {
		config, err := smtprelay.ParseURL(text)
		if err == nil {
			t.Errorf("%s: got %v, want an error", label, config)
			continue
		}
		if strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: the error tells the password: %v", label, err)
		}
	}
}

func TestAConfigPrintsNoPassword(t *testing.T) {
	config, err := smtprelay.ParseURL("smtps://shop:secret@relay.example:465")
	if err != nil {
		t.Fatal(err)
	}
	const want = "smtps://shop:xxxxx@relay.example:465"
	if got := config.String(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	var logged strings.Builder
	slog.New(slog.NewTextHandler(&logged, nil)).Info("x", "relay", config)
	slog.New(slog.NewJSONHandler(&logged, nil)).Info("x", "relay", config)
	encoded, err := json.Marshal(config)
	if err != nil {
		t.Fatal(err)
	}
	all := logged.String() + string(encoded) + fmt.Sprintf("%v %+v %#v %s %q %d %v", config, config, config, config, config, config, &config)
	if strings.Contains(all, "secret") || strings.Count(all, want) != 10 {
		t.Errorf("got %s, want %s everywhere", all, want)
	}
}

// FuzzParseURL wants what is taken to be usable, and to come back from its own
// text, and what is refused to be refused without a word of it.
func FuzzParseURL(f *testing.F) {
	for _, text := range refusedURLs {
		f.Add(text)
	}
	f.Add("smtps://shop:secret@relay.example:465")
	f.Add("smtp://[::1]:25?insecure=yes")
	f.Fuzz(func(t *testing.T, text string) {
		config, err := smtprelay.ParseURL(text)
		if err != nil {
			if len(text) > 60 && strings.Contains(err.Error(), text) {
				t.Errorf("the error repeats the URL: %v", err)
			}
			return
		}
		again, err := smtprelay.ParseURL(config.String())
		if err != nil {
			t.Fatalf("%q prints as %q, which is refused: %v", text, config, err)
		}
		if config.Password != "" {
			config.Password = "xxxxx"
		}
		if fmt.Sprint(again) != fmt.Sprint(config) || again.User != config.User || again.Host != config.Host || again.Password != config.Password {
			t.Errorf("%q prints as %q, which is another one", text, config)
		}
		if config.User != "" && config.Password == "" {
			config.Password = "from a file"
		}
		if _, err := smtprelay.New(config); err != nil {
			t.Errorf("%q is taken, but unusable: %v", text, err)
		}
	})
}
