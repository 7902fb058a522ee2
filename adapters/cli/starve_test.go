package cli_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
)

// TestGuessingNeverStarvesAReset: checks of passwords at sign-in have bounds of
// their own, so that no number of guesses takes the room a reset needs.
func TestGuessingNeverStarvesAReset(t *testing.T) {
	demo := newDemo(t, "--webshop-limit", "100000")
	email := demo.Accounts[0].Email
	if status, body := post(t, demo.BaseURL+forgotPath, map[string]any{"project_id": 1, "email": email}); status != http.StatusOK {
		t.Fatalf("forgot: %d %s", status, body)
	}
	mail, err := readMail(demo.BaseURL, 1, email)
	if err != nil {
		t.Fatal(err)
	}
	token, err := mail.token()
	if err != nil {
		t.Fatal(err)
	}
	var (
		guessing sync.WaitGroup
		refused  sync.Once
		full     = make(chan struct{})
		stop     = make(chan struct{})
	)
	for guesser := range 100 {
		guessing.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-stop:
					return
				default:
				}
				status, _ := post(t, demo.BaseURL+loginPath, map[string]any{
					"project_id": 1, "email": fmt.Sprintf("guess%d-%d@example.com", guesser, n), "password": "a wrong password",
				})
				if status == http.StatusServiceUnavailable {
					refused.Do(func() { close(full) })
				}
			}
		})
	}
	<-full // from here on there is no room for one more guess
	status, body := post(t, demo.BaseURL+resetPath, map[string]any{
		"project_id": 1, "email": email, "token": token, "password": "a brand new one", "password_confirmation": "a brand new one",
	})
	close(stop)
	guessing.Wait()
	if status != http.StatusOK {
		t.Errorf("reset while others guess: %d %s, want 200", status, body)
	}
}
