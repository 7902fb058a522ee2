package cli

// The help of each command: what it is for, examples, and what else it reads
// and returns. Kong prints flags and their variables after it.

const settingsHelp = `

Every setting is a flag, a variable, or a name in a settings file; a flag is stronger than a variable, and that than the file. The file is one JSON object by flag name, such as

    {"db": "/var/lib/latchkey/latchkey.db",
     "base-url": "https://reset.shop.example",
     "trusted-proxies": ["127.0.0.1"]}

Environment: each setting's variable stands beside it. LATCHKEY_SMTP_PASSWORD gives the relay's password; it has no flag, because everybody on a machine can read the arguments of its programs.`

// Help is what demo --help says.
func (demoCmd) Help() string {
	return `Runs everything in one process: the pages, both APIs, and a mail server whose inbox is a page, too. Nothing leaves this machine. It prints what to open.

For example

    latchkey demo
    latchkey demo --db kept.db --listen 127.0.0.1:9000

Environment: each flag's variable stands beside it.

` + databaseExitCodes
}

// Help is what serve --help says.
func (serveCmd) Help() string {
	return `Serves until it is told to end (SIGTERM or Ctrl-C): it takes no more connections, finishes what is under way, and exits within 25 seconds; a second signal ends it at once. It does not start unless all settings are complete, and tells all that is wrong with them at once. See them with latchkey config, and whether the world around them fits with latchkey doctor.

For example, behind a reverse proxy on the same machine

    latchkey serve --db /var/lib/latchkey/latchkey.db \
        --base-url https://shop.example/reset-service \
        --trusted-proxies 127.0.0.1 \
        --smtp smtps://shop@mail.example:465 \
        --smtp-password-file /etc/latchkey/smtp-password

and without one

    latchkey serve --config /etc/latchkey/latchkey.json --listen :443 \
        --tls-cert /etc/latchkey/cert.pem --tls-key /etc/latchkey/key.pem` + settingsHelp + `

` + databaseExitCodes
}

// Help is what config --help says.
func (configCmd) Help() string {
	return `Prints what serve would run by, a line for each setting: its name, where it came from (flag, environment, file or default) and its value, with secrets masked. Then it says what is missing or wrong, if anything is.

For example

    latchkey config --config /etc/latchkey/latchkey.json
    latchkey config --json` + settingsHelp + `

` + exitCodes
}

// Help is what doctor --help says.
func (doctorCmd) Help() string {
	return `Takes the settings of serve, looks at what they lead to, and prints each check as ok, advice, warning or failed, with what to do. It sends no mail unless --mail-to asks for one. It fails if a check did; with --go-live also if one warns.

For example

    latchkey doctor --config /etc/latchkey/latchkey.json
    latchkey doctor --config /etc/latchkey/latchkey.json \
        --go-live --mail-to me@shop.example` + settingsHelp + `

` + databaseExitCodes
}

// Help is what verify --help says.
func (verifyCmd) Help() string {
	return `Reads the whole database and prints each promise that is broken on one line. It changes nothing, save that what a killed process had half written is undone, and a server may be running.

For example

    latchkey verify --db /var/lib/latchkey/latchkey.db
    latchkey verify --db copy.db --json

Environment: LATCHKEY_DB names the database.

` + databaseExitCodes
}

// Help is what backup --help says.
func (backupCmd) Help() string {
	return `Writes a copy that is complete as of one moment, checks it, and makes it readable by its owner only. A server may be running. An existing file is never overwritten.

For example

    latchkey backup --db /var/lib/latchkey/latchkey.db --to monday.db

Environment: LATCHKEY_DB names the database.

` + databaseExitCodes
}

// Help is what restore --help says.
func (restoreCmd) Help() string {
	return `Checks a backup and puts it in the place of the database. Reset links from before no longer work, because some of them may have been used since. Stop the server first; it refuses while one runs.

For example

    systemctl stop latchkey
    latchkey restore --db /var/lib/latchkey/latchkey.db --from monday.db
    systemctl start latchkey

Environment: LATCHKEY_DB names the database.

` + databaseExitCodes
}

// Help is what completion --help says.
func (completionCmd) Help() string {
	return `Prints a script for bash, zsh or fish that completes commands, flags and their values.

For example

    source <(latchkey completion bash)
    latchkey completion bash > /etc/bash_completion.d/latchkey
    latchkey completion zsh > ~/.zfunc/_latchkey
    latchkey completion fish > ~/.config/fish/completions/latchkey.fish

Environment: none is read.

` + exitCodes
}

// Help is what version --help says.
func (versionCmd) Help() string {
	return `Prints the version and the commit this program was built from, and whether files had been changed since.

For example

    latchkey version
    latchkey version --json

Environment: none is read.

` + exitCodes
}
