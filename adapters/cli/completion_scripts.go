package cli

import (
	"fmt"
	"strings"
)

// The scripts step over the words before the cursor to find the command, then
// offer what may follow there.

func bashScript(all []place) string {
	var b strings.Builder
	b.WriteString(`# bash completion for latchkey; put this into /etc/bash_completion.d/latchkey
# or run: source <(latchkey completion bash)
`)
	writeFinder(&b, all, `${COMP_WORDS[i]}`, `for ((i = 1; i < COMP_CWORD; i++)); do`)
	b.WriteString(`
_latchkey() {
	local at words="" files="" previous="${COMP_WORDS[COMP_CWORD-1]}" current="${COMP_WORDS[COMP_CWORD]}"
	_latchkey_at
	_latchkey_offer
	COMPREPLY=($(compgen -W "$words" -- "$current"))
	if [[ $files ]]; then
		COMPREPLY+=($(compgen -f -- "$current"))
	fi
}
complete -o filenames -F _latchkey latchkey
`)
	return b.String()
}

func zshScript(all []place) string {
	var b strings.Builder
	b.WriteString(`#compdef latchkey
# zsh completion for latchkey; put this into a folder of $fpath as _latchkey
# or run: source <(latchkey completion zsh)
`)
	writeFinder(&b, all, `${words_before[i]}`, `for ((i = 2; i < CURRENT; i++)); do`)
	b.WriteString(`
_latchkey() {
	local at files="" previous="${words[CURRENT-1]}" current="${words[CURRENT]}"
	local -a words_before=("${words[@]}")
	local words=""
	_latchkey_at
	_latchkey_offer
	compadd -- ${=words}
	if [[ -n $files ]]; then
		_files
	fi
}
if [[ $funcstack[1] == _latchkey ]]; then
	_latchkey "$@"
else
	compdef _latchkey latchkey
fi
`)
	return b.String()
}

// writeFinder writes what bash and zsh have in common: _latchkey_at sets at to
// the command's words, _latchkey_offer sets words and files.
func writeFinder(b *strings.Builder, all []place, wordAt, loop string) {
	fmt.Fprintf(b, `
_latchkey_at() {
	local i skip=""
	at=""
	%s
		if [[ $skip ]]; then
			skip=""
			continue
		fi
		case "%s" in
		%s) skip=1; continue ;;
		-*) continue ;;
		esac
		case "${at:+$at }%s" in
		%s) at="${at:+$at }%s" ;;
		esac
	done
}

_latchkey_offer() {
	case "$at $previous" in
`, loop, wordAt, strings.Join(valueFlags(all), "|"), wordAt, paths(all), wordAt)
	for _, p := range all {
		writeFlagValues(b, p)
	}
	b.WriteString("\tesac\n\tcase \"$at\" in\n")
	for _, p := range all {
		offered := strings.TrimSpace(texts(p.commands) + " " + strings.Join(p.values, " "))
		fmt.Fprintf(b, "\t%q)\n\t\twords=%q\n", p.path, strings.TrimSpace(offered+" "+texts(p.flags)))
		if p.files {
			b.WriteString("\t\tfiles=1\n")
		}
		b.WriteString("\t\t;;\n")
	}
	b.WriteString("\tesac\n}\n")
}

func writeFlagValues(b *strings.Builder, p place) {
	for _, flag := range p.flags {
		switch {
		case !flag.takesValue:
		case flag.files:
			fmt.Fprintf(b, "\t\"%s %s\") files=1; return ;;\n", p.path, flag.text)
		default: // nothing to offer if any text will do
			fmt.Fprintf(b, "\t\"%s %s\") words=%q; return ;;\n", p.path, flag.text, strings.Join(flag.values, " "))
		}
	}
}

func fishScript(all []place) string {
	var b strings.Builder
	b.WriteString(`# fish completion for latchkey; put this into
# ~/.config/fish/completions/latchkey.fish
function __latchkey_at
	set -l at
	set -l skip
	for word in (commandline -opc)[2..-1]
		if test -n "$skip"
			set skip
			continue
		end
		switch $word
`)
	fmt.Fprintf(&b, "\t\t\tcase %s\n\t\t\t\tset skip 1\n", strings.Join(valueFlags(all), " "))
	b.WriteString("\t\t\tcase '-*'\n\t\t\tcase '*'\n\t\t\t\tswitch (string join ' ' $at $word)\n")
	fmt.Fprintf(&b, "\t\t\t\t\tcase %s\n\t\t\t\t\t\tset at $at $word\n", strings.ReplaceAll(paths(all), "|", " "))
	b.WriteString("\t\t\t\tend\n\t\tend\n\tend\n\tset -l at \"$at\"\n\ttest \"$at\" = \"$argv[1]\"\nend\n\ncomplete -c latchkey -f\n")
	for _, p := range all {
		when := "-n " + fishQuote("__latchkey_at "+fishQuote(p.path))
		for _, w := range p.commands {
			fmt.Fprintf(&b, "complete -c latchkey %s -a %s -d %s\n", when, w.text, fishQuote(w.help))
		}
		for _, value := range p.values {
			fmt.Fprintf(&b, "complete -c latchkey %s -a %s\n", when, value)
		}
		if p.files {
			fmt.Fprintf(&b, "complete -c latchkey %s -F\n", when)
		}
		for _, flag := range p.flags {
			fmt.Fprintf(&b, "complete -c latchkey %s -l %s%s -d %s\n", when, strings.TrimPrefix(flag.text, "--"), fishValue(flag), fishQuote(flag.help))
		}
	}
	return b.String()
}

func fishValue(flag flagWord) string {
	switch {
	case !flag.takesValue:
		return ""
	case flag.files:
		return " -r -F"
	default:
		return " -x -a " + fishQuote(strings.Join(flag.values, " "))
	}
}

// fishQuote quotes for fish, where only these two mean something in quotes.
func fishQuote(text string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(text) + "'"
}
