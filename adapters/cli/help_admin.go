package cli

import (
	"strings"

	"github.com/alecthomas/kong"
)

// explain gives the operator's commands the help that they do not have of their
// own.
func explain(app *kong.Application) {
	for _, node := range append(app.Leaves(false), app.Children...) {
		if explained, ok := operatorHelp()[node.Path()]; ok && node.Detail == "" {
			node.Detail = explained.text()
		}
	}
}

// explained is what a command does beyond its one line, and how it is called.
type explained struct {
	about    string
	examples []string // without the program's name
}

func (e explained) text() string {
	return e.about + "\n\nFor example\n\n    latchkey " + strings.Join(e.examples, "\n    latchkey ") +
		"\n\nEnvironment: LATCHKEY_DB names the database.\n\n" + databaseExitCodes
}

// operatorHelp is by the words of the command.
func operatorHelp() map[string]explained {
	const beside = " A server may be running."
	return map[string]explained{
		"project": {"A shop is what customers, clients and requests belong to; the first one makes the database. Each command's --help tells more.", []string{
			`project add --db shop.db --name "Tea Shop" --shop-url https://shop.example --from no-reply@shop.example`, "project list --db shop.db"}},
		"account": {"An account is one customer of one shop. Each command's --help tells more.", []string{
			"account import --db shop.db --project 1 customers.csv", "account show --db shop.db --project 1 --email jane@shop.example"}},
		"client": {"A client is a program that calls the payway API. Each command's --help tells more.", []string{
			"client add --db shop.db --project 1 --scope /external/account/w", "client list --db shop.db"}},
		"request": {"A request is somebody's wish for a reset link. Each command's --help tells more.", []string{
			"request list --db shop.db --email jane@shop.example", "request show --db shop.db 7K2M"}},
		"outbox": {"Without another word it lists the mails that wait. Each command's --help tells more.", []string{
			"outbox --db shop.db", "outbox retry --db shop.db --all"}},
		"mail": {"Each command's --help tells more.", []string{"mail test --config /etc/latchkey/latchkey.json --to me@shop.example"}},
		"project add": {"Prints the shop's id, which accounts, clients and the webshop API name it by." + beside, []string{
			`project add --db shop.db --name "Tea Shop" --shop-url https://shop.example --from no-reply@shop.example --origin https://shop.example`}},
		"project list": {"Prints every shop's id, name and address." + beside, []string{"project list --db shop.db", "project list --db shop.db --json"}},
		"project show": {"Prints the settings of one shop." + beside, []string{"project show --db shop.db 1"}},
		"project set": {"Changes only what is given. A list, such as --origin, is replaced as a whole." + beside, []string{
			"project set --db shop.db 1 --color '#204080' --logo logo.png", `project set --db shop.db 1 --footer ""`}},
		"project remove": {"Removes the shop with its clients and what is kept of its requests. There is no way back but a backup." + beside, []string{
			"project remove --db shop.db 2", "project remove --db shop.db 2 --with-accounts 1250"}},
		"account add": {"Adds one customer. Many at once come with latchkey account import." + beside, []string{
			"account add --db shop.db --project 1 --email jane@shop.example", "account add --db shop.db --project 1 --email jane@shop.example --password-file -"}},
		"account list": {"Prints e-mails and what is true of each account; never a password hash." + beside, []string{
			"account list --db shop.db --project 1 --limit 50", "account list --db shop.db --project 1 --json"}},
		"account show": {"Prints one account, and what became of the latest requests for it." + beside, []string{
			"account show --db shop.db --project 1 --email jane@shop.example"}},
		"account set": {"Whatever makes a customer's links worthless ends them at once." + beside, []string{
			"account set --db shop.db --project 1 --email jane@shop.example --new-email jane@home.example",
			"account set --db shop.db --project 1 --email jane@shop.example --disable"}},
		"account export": {"Answers a person who asks what is kept about an address: account, requests and mails, as one JSON document." + beside, []string{
			"account export --db shop.db --project 1 --email jane@shop.example"}},
		"account erase": {"Answers a person who asks to be forgotten: account, requests and mails go, for good. It asks first unless --yes is given." + beside, []string{
			"account erase --db shop.db --project 1 --email jane@shop.example", "account erase --db shop.db --project 1 --email jane@shop.example --yes --json"}},
		"client add": {"Prints a client's id, its secret and an API token. They are shown this once: only their hashes are kept." + beside, []string{
			"client add --db shop.db --project 1 --scope /external/account/w --json"}},
		"client list": {"Prints each client's id, shop, scopes and what it is trusted with." + beside, []string{"client list --db shop.db --project 1"}},
		"client rotate": {"Prints a new secret and a new API token. The old ones, and every access token, are refused from then on." + beside, []string{
			"client rotate --db shop.db 0123456789abcdef01234567 --json"}},
		"client revoke": {"Its secret, its API token and every access token are refused from then on." + beside, []string{"client revoke --db shop.db 0123456789abcdef01234567"}},
		"request list": {"Finds what became of a request, for a customer who says that no mail came." + beside, []string{
			"request list --db shop.db --email jane@shop.example --since 2h", "request list --db shop.db --ref 7K2M"}},
		"request show": {"Prints when it was asked, whom it found, each attempt to send its mail, and the relay's answers." + beside, []string{"request show --db shop.db 7K2M"}},
		"outbox list":  {"Prints the mails that the relay has not taken, when each is tried next, and why not before." + beside, []string{"outbox list --db shop.db"}},
		"outbox retry": {"Makes mails due at once, instead of at the time they would be tried next." + beside, []string{"outbox retry --db shop.db 7K2M", "outbox retry --db shop.db --all"}},
		"outbox drop":  {"Gives a mail up: it is never tried again." + beside, []string{"outbox drop --db shop.db 7K2M"}},
		"audit": {"Prints what was recorded for security: resets, changed passwords and addresses, callers locked out of signing in, clients that came and went. Addresses are masked." + beside, []string{
			"audit --db shop.db --limit 200", "audit --db shop.db --project 1 --kind sign_in_locked --since 24h"}},
		"mail test": {"Takes the settings of serve, writes a mail as a shop would, hands it to the relay, and prints each step with the relay's answers and what to do about them.", []string{
			"mail test --config /etc/latchkey/latchkey.json --to me@shop.example"}},
	}
}
