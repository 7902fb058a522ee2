package cli

import (
	"fmt"
	"os"
	"text/tabwriter"

	"github.com/alecthomas/kong"
)

type configCmd struct {
	settings `embed:""`
	JSON     bool `name:"json" help:"Print one line of JSON."`
}

// configLine is one setting as config prints it.
type configLine struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Origin origin `json:"origin"`
}

// masked stands for a secret.
const masked = "***"

// Run prints every setting, then says what is wrong with them.
func (c *configCmd) Run(selected *kong.Context, terminal *Terminal, commands Commands) error {
	c.gather(selected)
	lines := c.lines()
	if err := printSettings(terminal, lines, c.JSON); err != nil {
		return err
	}
	_, err := c.check(commands.Checks, terminal.Stderr)
	return err
}

func (s *settings) lines() (lines []configLine) {
	for _, setting := range s.given.settings {
		lines = append(lines, configLine{setting.name, setting.text(), setting.origin})
		if setting.name == "smtp" {
			lines = append(lines, s.passwordLine())
		}
	}
	return lines
}

func (s *settings) passwordLine() configLine {
	line := configLine{Name: "smtp-password", Origin: fromDefault}
	switch _, inEnvironment := os.LookupEnv(passwordEnv); {
	case maskPassword(s.SMTP) != s.SMTP:
		line.Value, line.Origin = masked, s.given.find("smtp").origin
	case s.SMTPPasswordFile != "":
		line.Value, line.Origin = masked, fromFile
	case inEnvironment:
		line.Value, line.Origin = masked, fromEnvironment
	}
	return line
}

func printSettings(terminal *Terminal, lines []configLine, asJSON bool) error {
	if asJSON {
		return encode(terminal.Stdout, map[string]any{"settings": lines})
	}
	table := tabwriter.NewWriter(terminal.Stdout, 0, 0, 2, ' ', 0)
	for _, line := range lines {
		value := oneLine(line.Value)
		if value == "" {
			value = "-"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\n", line.Name, line.Origin, value)
	}
	return table.Flush()
}
