package cli_test

import (
	"fmt"
	"net/http"
	"regexp"
)

var messageID = regexp.MustCompile(`(?m)^Message-ID: <[0-9a-f]{24}@[^>]+>$`)

// dieOverRedeem kills the server over a link that is being spent: before the
// commit nothing has happened, after it all of it has.
func dieOverRedeem(f *frailShop, point string, rounds int) error {
	tokens := make([]string, rounds)
	for round := range rounds {
		passed := 1
		if point == "in redeem" && round > 0 {
			passed = 2
		}
		s, err := f.start(dieAt(point, passed)...)
		if err != nil {
			return err
		}
		if round > 0 {
			if err := f.finish(s, point, round-1, tokens[round-1]); err != nil {
				return fmt.Errorf("round %d: %w", round-1, err)
			}
		}
		if tokens[round], err = f.newLink(s, customerOf(round)); err != nil {
			return err
		}
		if status, _, err := f.spend(s, tokens[round], round); err == nil {
			return fmt.Errorf("round %d: answered with %d, want death", round, status)
		}
		if err := f.died(s); err != nil {
			return fmt.Errorf("round %d: %w", round, err)
		}
	}
	s, err := f.start()
	if err != nil {
		return err
	}
	if err := f.finish(s, point, rounds-1, tokens[rounds-1]); err != nil {
		return err
	}
	if err := f.noticed(rounds); err != nil {
		return err
	}
	if err := f.kill(s); err != nil {
		return err
	}
	return f.verified(f.db)
}

// newLink asks for a link and returns its token once the relay has it.
func (f *frailShop) newLink(s *server, email string) (string, error) {
	if accepted, err := f.ask(s, email); err != nil || !accepted {
		return "", fmt.Errorf("%s: not accepted: %v", email, err)
	}
	if _, err := f.settled(); err != nil {
		return "", err
	}
	if got := f.links()[email]; len(got) == 1 {
		return got[0], nil
	}
	return "", fmt.Errorf("%d mails to %s, want 1", len(f.links()[email]), email)
}

func (f *frailShop) spend(s *server, token string, round int) (int, string, error) {
	password := fmt.Sprintf("a+brand+new+one+%d", round)
	return f.call(s, "/reset", "token="+token+"&password="+password+"&password_confirmation="+password)
}

// finish looks at what is left of a reset, completes it if nothing is, and signs
// in with the new password.
func (f *frailShop) finish(s *server, point string, round int, token string) error {
	login := fmt.Sprintf(`{"project_id":1,"email":"%s","password":"a brand new one %d"}`, customerOf(round), round)
	before, _, err := f.call(s, loginPath, login)
	if err != nil {
		return err
	}
	done := point == "after redeem"
	if live, err := f.live(s, token); err != nil || live == done || done != (before == http.StatusOK) {
		return fmt.Errorf("the link is live: %v, %v; the new password signs in with %d; want all or nothing", live, err, before)
	}
	if done {
		return nil
	}
	if status, answer, err := f.spend(s, token, round); err != nil || status != http.StatusSeeOther {
		return fmt.Errorf("the link that nothing became of: %d %v %s", status, err, answer)
	}
	if status, answer, err := f.call(s, loginPath, login); err != nil || status != http.StatusOK {
		return fmt.Errorf("sign in with the new password: %d %v %s", status, err, answer)
	}
	return nil
}

// noticed waits until no mail waits any more; each customer must have got one
// notice of the change.
func (f *frailShop) noticed(customers int) error {
	if _, err := f.settled(); err != nil {
		return err
	}
	notices := map[string]int{}
	for _, mail := range f.relay.Mails() {
		if !codeAlone.MatchString(mail.Raw) {
			notices[mail.To]++
		}
	}
	for n := range customers {
		if got := notices[customerOf(n)]; got != 1 {
			return fmt.Errorf("%d notices to %s, want 1", got, customerOf(n))
		}
	}
	return nil
}
