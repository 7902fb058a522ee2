package cli_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// message is a mail as the inbox tells it.
type message struct {
	ID      string
	From    string
	To      []string
	Subject string
	Text    string
	HTML    string
	Headers map[string]string
}

// waitForMails returns the inbox, newest first, once it holds n mails.
func waitForMails(base string, n int) ([]message, error) {
	deadline := time.After(patience)
	look := time.NewTicker(20 * time.Millisecond) // the inbox cannot be waited on
	defer look.Stop()
	for {
		var list struct{ Messages []message }
		if err := getJSON(base+"/inbox/api/messages", &list); err != nil {
			return nil, err
		}
		if len(list.Messages) >= n {
			return list.Messages, nil
		}
		select {
		case <-look.C:
		case <-deadline:
			return nil, fmt.Errorf("the inbox holds %d mails, want %d", len(list.Messages), n)
		}
	}
}

func getJSON(url string, into any) error {
	response, err := http.Get(url)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return errors.New(response.Status)
	}
	return json.NewDecoder(response.Body).Decode(into)
}

// readMail returns the newest mail to address once the inbox holds n mails.
func readMail(base string, n int, address string) (message, error) {
	list, err := waitForMails(base, n)
	if err != nil {
		return message{}, err
	}
	newest := slices.IndexFunc(list, func(m message) bool { return slices.Contains(m.To, address) })
	if newest < 0 {
		return message{}, errors.New("no mail to " + address)
	}
	var whole message
	return whole, getJSON(base+"/inbox/api/messages/"+list[newest].ID, &whole)
}

var (
	linkAlone = regexp.MustCompile(`(?m)^(http\S+/reset)#([0-9A-HJKMNP-TV-Z]{26})\r?$`)
	codeAlone = regexp.MustCompile(`(?m)^([0-9A-HJKMNP-TV-Z]{26})\r?$`)
)

// token returns the secret in a reset mail, which must be the same in link and
// code.
func (m message) token() (string, error) {
	link, code := linkAlone.FindStringSubmatch(m.Text), codeAlone.FindStringSubmatch(m.Text)
	if link == nil || code == nil || link[2] != code[1] {
		return "", errors.New("the mail has no link and code, each alone on its line")
	}
	return link[2], nil
}

// cmdMail waits until the inbox holds N mails and prints the newest one to
// ADDRESS: mail N ADDRESS. It sets TOKEN if there is a reset link in it.
func cmdMail(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: mail N ADDRESS")
	}
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	mail, err := readMail(ts.Getenv("BASE"), n, args[1])
	ts.Check(err)
	if token, err := mail.token(); err == nil {
		ts.Setenv("TOKEN", token)
	}
	fmt.Fprintf(ts.Stdout(), "Subject: %s\n", mail.Subject)
	for _, name := range []string{"From", "To", "Auto-Submitted", "Message-ID"} {
		fmt.Fprintf(ts.Stdout(), "%s: %s\n", name, mail.Headers[name])
	}
	fmt.Fprintf(ts.Stdout(), "\n%s\n", mail.Text)
}

// cmdMails fails unless the inbox holds exactly N mails: mails N.
func cmdMails(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: mails N")
	}
	list, err := waitForMails(ts.Getenv("BASE"), 0)
	ts.Check(err)
	if got := strconv.Itoa(len(list)); got != args[0] {
		ts.Fatalf("the inbox holds %s mails, want %s", got, args[0])
	}
}
