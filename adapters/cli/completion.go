package cli

import (
	"io"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

type completionCmd struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"The shell: bash, zsh or fish."`
}

// Run prints a script made from the command line's own model.
func (c *completionCmd) Run(selected *kong.Context, terminal *Terminal) error {
	write := map[string]func([]place) string{"bash": bashScript, "zsh": zshScript, "fish": fishScript}[c.Shell]
	_, err := io.WriteString(terminal.Stdout, write(places(selected.Model.Node, "")))
	return err
}

// place is where on the command line something is to be completed: after the
// words of a command.
type place struct {
	path     string // the command's words; "" before the first
	commands []word
	flags    []flagWord
	values   []string // of the place's argument
	files    bool     // the place's argument is a file
}

type word struct{ text, help string }

type flagWord struct {
	word
	takesValue bool
	values     []string // that it may have, if they are few
	files      bool     // its value is a file or folder
}

// places walks the model, parents before children.
func places(node *kong.Node, path string) []place {
	here := place{path: path}
	for _, group := range node.AllFlags(true) {
		for _, flag := range group {
			here.flags = append(here.flags, flagWords(flag)...)
		}
	}
	for _, argument := range node.Positional {
		here.values = append(here.values, choices(argument)...)
		here.files = here.files || isFile(argument)
	}
	all := []place{here}
	for _, child := range node.Children {
		if child.Hidden {
			continue
		}
		all[0].commands = append(all[0].commands, word{child.Name, child.Help})
		all = append(all, places(child, strings.TrimSpace(path+" "+child.Name))...)
	}
	return all
}

func flagWords(flag *kong.Flag) []flagWord {
	words := []flagWord{{
		word:       word{"--" + flag.Name, flag.Help},
		takesValue: !flag.IsBool() && !flag.IsCounter(),
		values:     choices(flag.Value),
		files:      isFile(flag.Value),
	}}
	if flag.Tag.Negatable != "" {
		words = append(words, flagWord{word: word{"--no-" + flag.Name, flag.Help}})
	}
	return words
}

func choices(value *kong.Value) []string {
	listed := value.Enum
	if listed == "" {
		listed = value.Tag.Get("choices")
	}
	return strings.FieldsFunc(listed, func(r rune) bool { return r == ',' || r == ' ' })
}

func isFile(value *kong.Value) bool {
	return slices.Contains([]string{"FILE", "FOLDER"}, value.Tag.PlaceHolder) || strings.EqualFold(value.Name, "file")
}

func texts[W interface{ name() string }](words []W) string {
	var names []string
	for _, w := range words {
		names = append(names, w.name())
	}
	return strings.Join(names, " ")
}

func (w word) name() string { return w.text }

// valueFlags returns the names of all flags that are followed by a value, for
// scripts to step over it.
func valueFlags(all []place) []string {
	var names []string
	for _, p := range all {
		for _, flag := range p.flags {
			if flag.takesValue && !slices.Contains(names, flag.text) {
				names = append(names, flag.text)
			}
		}
	}
	return names
}

// paths returns the words of all commands, quoted for a case of a shell.
func paths(all []place) string {
	var quoted []string
	for _, p := range all[1:] {
		quoted = append(quoted, `"`+p.path+`"`)
	}
	return strings.Join(quoted, "|")
}
