package cli_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"
	"testing"
)

const (
	resetPath = "/api/services/webshop/v1/customer/auth/password/reset"
	loginPath = "/api/services/webshop/v1/customer/auth/login"
)

// post sends a JSON body and returns the answer's status and body.
func post(t *testing.T, url string, body map[string]any) (int, string) {
	t.Helper()
	encoded, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.Post(url, "application/json", bytes.NewReader(encoded))
	if err != nil {
		t.Error(err)
		return 0, ""
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		t.Error(err)
	}
	return response.StatusCode, string(content)
}

// TestOneOfManyParallelResetsWins is threat A09 over HTTP: 64 people with one
// link and a password each.
func TestOneOfManyParallelResetsWins(t *testing.T) {
	const rounds, rivals = 5, 64
	demo := newDemo(t, "--webshop-limit", "100000")
	mails := 0
	for round := range rounds {
		email := demo.Accounts[0].Email
		if status, body := post(t, demo.BaseURL+forgotPath, map[string]any{"project_id": 1, "email": email}); status != http.StatusOK {
			t.Fatalf("forgot: %d %s", status, body)
		}
		mails++
		mail, err := readMail(demo.BaseURL, mails, email)
		if err != nil {
			t.Fatal(err)
		}
		token, err := mail.token()
		if err != nil {
			t.Fatal(err)
		}
		winner := raceForReset(t, demo.BaseURL, email, token, round, rivals)
		if status, body := post(t, demo.BaseURL+loginPath, map[string]any{"project_id": 1, "email": email, "password": winner}); status != http.StatusOK {
			t.Errorf("round %d: sign in with the winner's password: %d %s", round, status, body)
		}
		mails++
		if _, err := waitForMails(demo.BaseURL, mails); err != nil {
			t.Fatal(err)
		}
	}
	list, err := waitForMails(demo.BaseURL, mails)
	if err != nil || len(list) != mails {
		t.Errorf("%d mails, %v, want %d: a link and one notice in each round", len(list), err, mails)
	}
}

// raceForReset returns the password of the only rival whose reset succeeded.
func raceForReset(t *testing.T, base, email, token string, round, rivals int) string {
	t.Helper()
	var (
		running sync.WaitGroup
		mu      sync.Mutex
		winners []string
		begin   = make(chan struct{})
	)
	for rival := range rivals {
		running.Go(func() {
			password := fmt.Sprintf("round %d rival %d", round, rival)
			<-begin
			status, body := post(t, base+resetPath, map[string]any{
				"project_id": 1, "email": email, "token": token, "password": password, "password_confirmation": password,
			})
			switch status {
			case http.StatusOK:
				mu.Lock()
				winners = append(winners, password)
				mu.Unlock()
			case http.StatusBadRequest, http.StatusServiceUnavailable:
			default:
				t.Errorf("round %d: %d %s, want 200, 400 or 503", round, status, body)
			}
		})
	}
	close(begin)
	running.Wait()
	if len(winners) != 1 {
		t.Fatalf("round %d: %d winners, want 1", round, len(winners))
	}
	return winners[0]
}
