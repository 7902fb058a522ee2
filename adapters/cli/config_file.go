package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// fileSettings are what the settings file says, by flag name.
type fileSettings map[string]jsontext.Value

// readSettingsFile reads one JSON object, flat by flag name, and whether others
// than the file's owner can do so. No name may stand there twice. path "" is no
// file.
func readSettingsFile(path string) (settings fileSettings, open bool, err error) {
	if path == "" {
		return nil, false, nil
	}
	text, err := readSmallFile(path, func(info fs.FileInfo) error {
		open = isOpenToOthers(info)
		return nil
	})
	if err != nil {
		return nil, false, fmt.Errorf("--config: %w", err)
	}
	err = json.Unmarshal(text, &settings)
	switch another := (*json.SemanticError)(nil); {
	case errors.As(err, &another), err == nil && settings == nil: // an array, a text, null
		return nil, false, fmt.Errorf(`--config: %s is not one JSON object of settings, such as {"db": "latchkey.db"}`, path)
	case err != nil:
		return nil, false, fmt.Errorf("--config: %s is not one JSON object of settings: %s", path, withoutPackage(err))
	}
	return settings, open, nil
}

// withoutPackage leaves out which package says so: a person cares for what and
// where.
func withoutPackage(err error) string {
	name, rest, found := strings.Cut(err.Error(), ": ")
	if !found || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
		return err.Error()
	}
	return rest
}

// unknown returns a problem for each name that is no setting's.
func (f fileSettings) unknown(known map[string]bool) (problems []string) {
	for _, name := range slices.Sorted(maps.Keys(f)) {
		if known[name] {
			continue
		}
		problem := fmt.Sprintf("--config: there is no setting %q", name)
		if other := strings.ReplaceAll(name, "_", "-"); known[other] {
			problem += fmt.Sprintf("; it is spelt %q", other)
		} else if name == "smtp-password" {
			problem += "; put the password into a file of its own and name it as smtp-password-file"
		}
		problems = append(problems, problem)
	}
	return problems
}

var errSettingKind = errors.New("give a text, a number, true or false, or for a list an array of texts")

// texts returns what the file gives for one setting: an array's elements, or
// one text in the spelling of a flag.
func (f fileSettings) texts(name string) ([]string, error) {
	value := f[name]
	if value.Kind() != '[' {
		text, err := settingText(value)
		return []string{text}, err
	}
	var elements []jsontext.Value
	if err := json.Unmarshal(value, &elements); err != nil {
		return nil, errSettingKind
	}
	texts := []string{}
	for _, element := range elements {
		if element.Kind() != '"' {
			return nil, errSettingKind
		}
		text, err := settingText(element)
		if err != nil {
			return nil, err
		}
		texts = append(texts, text)
	}
	return texts, nil
}

func settingText(value jsontext.Value) (string, error) {
	switch value.Kind() {
	case '"':
		var text string
		err := json.Unmarshal(value, &text)
		return text, err
	case '0', 't', 'f':
		return string(value), nil
	default:
		return "", errSettingKind
	}
}
