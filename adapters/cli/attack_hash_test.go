package cli_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/argon2"
)

// code is a live reset token of an account.
type code struct {
	email   string
	Account string `json:"account_id"`
	Code    string `json:"confirmation_code"`
}

// spendings are the three ways to set a new password.
var spendings = []struct {
	name, path string
	body       func(c code, password string) string
	done       int // status of a success; 400 if somebody else has used the token
	characters int // of a password, at most
}{
	{"webshop", resetPath, func(c code, password string) string {
		return fmt.Sprintf(`{"project_id":1,"email":"%s","token":"%s","password":"%s","password_confirmation":"%[3]s"}`, c.email, c.Code, password)
	}, http.StatusOK, 191},
	{"payway", "/external/api/v1/accounts/complete_password_reset", func(c code, password string) string {
		return fmt.Sprintf(`{"id":"%s","confirmation_code":"%s","new_password":"%s"}`, c.Account, c.Code, password)
	}, http.StatusOK, 256},
	{"page", "/reset", func(c code, password string) string {
		return url.Values{"token": {c.Code}, "password": {password}, "password_confirmation": {password}}.Encode()
	}, http.StatusSeeOther, 256},
}

// longest returns the longest password that a way takes, 1 KiB but for the
// webshop's, another one for each n.
func longest(way, n int) string {
	return string(rune(0x20001+n)) + strings.Repeat("𠀀", spendings[way].characters-1)
}

// Customers whose hashes another program made, with as much memory as a stored
// hash may ask for: what PHP does unless it is told otherwise.
const dearAccounts = 20

func (f *frailShop) importDear(n int) {
	f.t.Helper()
	salt := []byte("sixteen bytes of")
	key := argon2.IDKey([]byte(oldPassword), salt, 4, 64<<10, 1, 32)
	b64 := base64.RawStdEncoding
	hash := fmt.Sprintf("$argon2id$v=19$m=65536,t=4,p=1$%s$%s", b64.EncodeToString(salt), b64.EncodeToString(key))
	rows := "email,password_hash\n"
	for n := range n {
		rows += fmt.Sprintf("dear%d@shop.example,\"%s\"\n", n, hash)
	}
	out, err := exec.Command(binary, "account", "import", "--db", f.db, "--project", "1", writeFile(f.t, "dear.csv", rows, 0o600)).CombinedOutput()
	if err != nil {
		f.t.Fatalf("import: %v: %s", err, out)
	}
}

// TestHashingIsBounded (A24b): five hundred people set new passwords at once,
// among as many bodies that are far too large and sign-ins that cost the most.
// Memory stays bounded, everybody is done or told to come back, and whoever
// comes back is done.
func TestHashingIsBounded(t *testing.T) {
	posts, accounts, signIns := 500, 60, dearAccounts // together no more connections than are held
	if testing.Short() {
		posts, accounts, signIns = 200, 12, 0
	}
	f := newFrailShop(t, binary, accounts, nil)
	f.importDear(dearAccounts)
	token := f.client("--may-mint-codes")
	s := f.command()
	s.cmd.Args = append(s.cmd.Args, "--trusted-proxies", "127.0.0.1", "--client-limit", "1000000")
	if err := s.start(); err != nil {
		t.Fatal(err)
	}
	codes := make([]code, accounts)
	for n := range codes {
		codes[n] = f.minted(s, token, customerOf(n))
	}
	st := &storm{f: f, s: s, token: token, done: make([]int, accounts), told: map[string]int{}}
	begin, desks := make(chan struct{}), make(chan struct{}, 100) // for who sends a MiB
	var large [3]string                                           // a server does not wait until clients have made it up
	for way, how := range spendings {
		large[way] = how.body(codes[0], strings.Repeat("x", 1<<20))
	}
	var running sync.WaitGroup
	for n := range posts {
		who, way := n%accounts, (n+n/accounts)%len(spendings)
		small := spendings[way].body(codes[who], longest(way, n))
		running.Go(func() {
			<-begin
			st.spend(who, way, small)
		})
		running.Go(func() {
			<-begin
			desks <- struct{}{}
			defer func() { <-desks }()
			status, err := f.spendBy(s, way, large[way], token)
			if err == nil && status/100 != 4 { // an error: cut off while sending
				t.Errorf("%s answers %d to 1 MiB, want a refusal", spendings[way].name, status)
			}
		})
	}
	for n := range signIns {
		running.Go(func() {
			<-begin
			st.signIn(n)
		})
	}
	close(begin)
	running.Wait()
	t.Logf("answers: %v", st.told)
	f.comeBack(s, codes, st.done, token)
	victim{name: "the server", pid: s.cmd.Process.Pid}.staysSmall(t)
}

// storm is what many callers at once come to.
type storm struct {
	f     *frailShop
	s     *server
	token string

	mu   sync.Mutex
	done []int          // resets, by account
	told map[string]int // answers, by way and status
}

func (st *storm) spend(who, way int, body string) {
	began := time.Now()
	status, err := st.f.spendBy(st.s, way, body, st.token)
	st.mu.Lock()
	defer st.mu.Unlock()
	st.told[fmt.Sprint(spendings[way].name, " ", status)]++
	switch {
	case err != nil && time.Since(began) > 4*time.Second:
		// On a machine this busy the client itself was too slow to be heard.
	case err != nil:
		st.f.t.Errorf("%s: %v", spendings[way].name, err)
	case status == spendings[way].done:
		st.done[who]++
	case status != http.StatusBadRequest && status != http.StatusServiceUnavailable:
		st.f.t.Errorf("%s answers %d", spendings[way].name, status)
	}
}

func (st *storm) signIn(n int) {
	login := fmt.Sprintf(`{"project_id":1,"email":"dear%d@shop.example","password":"%s"}`, n%dearAccounts, oldPassword)
	began := time.Now()
	status, answer, err := st.f.call(st.s, loginPath, login)
	st.mu.Lock()
	defer st.mu.Unlock()
	st.told[fmt.Sprint("sign-in ", status)]++
	if err != nil && time.Since(began) > 4*time.Second {
		return // see spend
	}
	if err != nil || status != http.StatusOK && status != http.StatusServiceUnavailable {
		st.f.t.Errorf("a sign-in: %d %s, %v", status, answer, err)
	}
}

// comeBack completes what was refused for want of room.
func (f *frailShop) comeBack(s *server, codes []code, done []int, token string) {
	f.t.Helper()
	again := 0
	for who, c := range codes {
		way := who % len(spendings)
		body := spendings[way].body(c, longest(way, who))
		if done[who] == 0 {
			again++
			if status, err := f.spendBy(s, way, body, token); status != spendings[way].done || err != nil {
				f.t.Errorf("%s: the token that was refused for want of room: %d, %v", spendings[way].name, status, err)
			}
			done[who]++
		}
		if done[who] != 1 {
			f.t.Errorf("%d resets with one token", done[who])
		}
		if status, err := f.spendBy(s, way, body, token); status != http.StatusBadRequest || err != nil {
			f.t.Errorf("%s: a token that is spent: %d, %v", spendings[way].name, status, err)
		}
	}
	f.t.Logf("%d of %d came back", again, len(codes)) // none on a machine that is too slow to ask for much at once
}

// spendBy sets a new password in one of the ways and returns the status. A 503
// must say when to come back.
func (f *frailShop) spendBy(s *server, way int, body, token string) (int, error) {
	request, err := s.posting(spendings[way].path, body, token)
	if err != nil {
		return 0, err
	}
	response, err := frailClient.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return 0, err
	}
	if response.StatusCode == http.StatusServiceUnavailable && response.Header.Get("Retry-After") == "" {
		err = errors.New("503 without Retry-After")
	}
	return response.StatusCode, err
}

// minted returns a new code for the account.
func (f *frailShop) minted(s *server, token, email string) code {
	f.t.Helper()
	request, err := s.posting("/external/api/v1/accounts/create_password_reset", `{"email":"`+email+`"}`, token)
	if err != nil {
		f.t.Fatal(err)
	}
	answer := struct{ Item code }{code{email: email}}
	if err := json.Unmarshal([]byte(answerTo(f.t, request)), &answer); err != nil {
		f.t.Fatal(err)
	}
	return answer.Item
}
