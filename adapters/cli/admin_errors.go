package cli

import (
	"errors"
	"fmt"
	"strings"

	"latchkey/app"
	"latchkey/domain"
)

// inWords says of an error what happened and what to do next.
func inWords(err error) error {
	var (
		accounts  *app.HasAccountsError
		ambiguous *app.AmbiguousError
		problem   *domain.Problem
	)
	switch {
	case err == nil:
		return nil
	case errors.As(err, &accounts):
		return removalInWords(accounts.Accounts)
	case errors.As(err, &ambiguous):
		ids := make([]string, len(ambiguous.IDs))
		for i, id := range ambiguous.IDs {
			ids[i] = id.String()
		}
		return fmt.Errorf("several mails have this reference; give the id of one: %s", strings.Join(ids, ", "))
	case errors.Is(err, app.ErrRevoked):
		return errors.New("the client is revoked, which is for good; make another with latchkey client add")
	case errors.Is(err, app.ErrWhichProject):
		return usageError{errors.New("there is not exactly one project; choose one with --project (see latchkey project list)")}
	case errors.As(err, &problem) && problem.Kind == domain.NotFound:
		return missing(problem.Field, err)
	case errors.As(err, &problem) && problem.Kind == domain.Invalid:
		return refused(problem, err)
	case errors.Is(err, domain.Unavailable):
		return fmt.Errorf("%w; try again in a moment", err)
	}
	return err
}

func removalInWords(accounts int) error {
	if accounts == 0 {
		return errors.New("the project has no accounts; leave out --with-accounts")
	}
	return fmt.Errorf("the project has %s, which would go with it; confirm with --with-accounts %d",
		plural(accounts, "account", "accounts"), accounts)
}

// missing says what is not there and where to look.
func missing(field string, err error) error {
	switch field {
	case "project":
		return errors.New("there is no such project; see latchkey project list")
	case "account":
		return errors.New("nobody has this e-mail in this project; see latchkey account list")
	case "client":
		return errors.New("there is no such client; see latchkey client list")
	case "request":
		return errors.New("there is no such request; see latchkey request list")
	case "mail":
		return errors.New("no such mail waits, or it is being sent at this moment; see latchkey outbox")
	}
	return err
}

// refusals are the words for values that only the use cases can judge.
var refusals = map[string]string{
	"name":      "--name: must be one visible line of at most 200 bytes, without backslashes",
	"shop_url":  "--shop-url: must be an absolute http or https URL such as https://shop.example",
	"sender":    "--from: must be an address such as no-reply@shop.example",
	"footer":    "--footer: must be one visible line of at most 500 bytes, without backslashes",
	"reset_url": "--reset-url: must be a page of the shop itself: on the origin of --shop-url, or on one of --origin",
	"request":   "a request is named by its id, such as 42, or by its mail's reference, such as 7K2M",
	"mail":      "a mail is named by its reference, such as 7K2M, or by its id of 24 hexadecimal digits",
}

func refused(problem *domain.Problem, err error) error {
	text, known := refusals[problem.Field]
	switch {
	case problem.Field == "email" && problem.Reason == domain.AlreadyExists:
		return errors.New("the e-mail is taken: another account of this project has it")
	case problem.Field == "password":
		return usageError{fmt.Errorf("--password-file: the password is %s", problem.Reason)}
	case known:
		return usageError{errors.New(text)}
	}
	return err
}
