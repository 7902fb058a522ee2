package cli

import (
	"os"
	"reflect"
	"strings"

	"github.com/alecthomas/kong"
)

// passwordEnv gives the relay's password where no file does. It has no flag:
// arguments are seen by everybody on the machine.
const passwordEnv = "LATCHKEY_SMTP_PASSWORD"

// origin is where a setting came from.
type origin string

// Where settings come from, the strongest first.
const (
	fromFlag        origin = "flag"
	fromEnvironment origin = "environment"
	fromFile        origin = "file"
	fromDefault     origin = "default"
)

// given are the settings of a command with their origins, in the order of its
// help, and what was wrong with the file some came from.
type given struct {
	settings   []givenSetting
	problems   []string
	fileIsOpen bool // others than its owner can read the settings file
}

type givenSetting struct {
	name   string
	flag   *kong.Flag
	origin origin
}

// gather completes s with what the settings file says where neither a flag nor
// the environment does, and notes where each setting came from. (A resolver of
// kong's would put the file above the environment.)
func (s *settings) gather(selected *kong.Context) {
	file, open, err := readSettingsFile(s.SettingsFile)
	s.given.fileIsOpen = open
	if err != nil {
		s.given.problems = append(s.given.problems, err.Error())
	}
	asFlag := map[*kong.Flag]bool{}
	for _, step := range selected.Path {
		if step.Flag != nil {
			asFlag[step.Flag] = true
		}
	}
	known := map[string]bool{}
	for _, flag := range settingFlags(selected.Selected()) {
		setting := givenSetting{name: flag.Name, flag: flag, origin: fromDefault}
		known[flag.Name] = flag.Name != "config"
		_, inFile := file[flag.Name]
		switch {
		case asFlag[flag]:
			setting.origin = fromFlag
		case inEnvironment(flag):
			setting.origin = fromEnvironment
		case inFile && known[flag.Name]:
			setting.origin = fromFile
			if err := setFromFile(flag, file); err != nil {
				s.given.problems = append(s.given.problems, "--config: "+flag.Name+": "+err.Error())
			}
		}
		s.given.settings = append(s.given.settings, setting)
	}
	s.given.problems = append(s.given.problems, file.unknown(known)...)
}

// settingFlags returns the flags of a command that are settings: those that the
// environment can give, too.
func settingFlags(command *kong.Node) (flags []*kong.Flag) {
	for _, group := range command.AllFlags(true) {
		for _, flag := range group {
			if len(flag.Envs) > 0 {
				flags = append(flags, flag)
			}
		}
	}
	return flags
}

func inEnvironment(flag *kong.Flag) bool {
	for _, name := range flag.Envs {
		if _, ok := os.LookupEnv(name); ok {
			return true
		}
	}
	return false
}

// setFromFile works on text alone, which is all that settings are.
func setFromFile(flag *kong.Flag, file fileSettings) error {
	texts, err := file.texts(flag.Name)
	if err != nil {
		return err
	}
	if flag.IsSlice() {
		if file[flag.Name].Kind() != '[' {
			texts = strings.Split(texts[0], ",")
		}
		flag.Target.Set(reflect.ValueOf(texts))
		return nil
	}
	if file[flag.Name].Kind() == '[' {
		return errSettingKind
	}
	flag.Target.SetString(texts[0])
	return nil
}

// find returns the setting of that name.
func (g given) find(name string) givenSetting {
	for _, setting := range g.settings {
		if setting.name == name {
			return setting
		}
	}
	return givenSetting{}
}

// level is the log level as it was given.
func (g given) level() levelText { return levelText(g.find("log-level").flag.Target.String()) }

// text is a setting's value in the spelling of a flag, without a password that
// somebody put where none belongs.
func (s givenSetting) text() string {
	if s.flag.IsSlice() {
		return strings.Join(s.flag.Target.Interface().([]string), ",")
	}
	text := s.flag.Target.String()
	if s.name == "smtp" || s.name == "base-url" {
		return maskPassword(text)
	}
	return text
}

// maskPassword hides what stands between a user's name and the host of a URL,
// however badly it is written.
func maskPassword(url string) string {
	scheme, rest, found := strings.Cut(url, "//")
	if !found {
		scheme, rest = "", url
	} else {
		scheme += "//"
	}
	at := strings.LastIndexByte(rest, '@')
	if at < 0 {
		return url
	}
	user, _, hasPassword := strings.Cut(rest[:at], ":")
	if !hasPassword {
		return url
	}
	return scheme + user + ":***" + rest[at:]
}
