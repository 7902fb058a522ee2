package app_test

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"latchkey/app"
	"latchkey/domain"
)

// marker is in every naughty text, so that a statement which holds any of it is
// found.
const marker = "zyxcanary"

// naughtyTexts would change a statement that they are written into, whatever
// its quotation marks and whatever follows.
func naughtyTexts() []string {
	var all []string
	for _, quote := range []string{"", "'", `"`, "`", "]", "')"} {
		for _, order := range []string{
			" OR 1=1", "; DROP TABLE accounts", "; DELETE FROM accounts", "; DELETE FROM reset_requests", "; UPDATE accounts SET email = 'a@x.nl'",
			"; UPDATE api_clients SET may_mint = 1", "; INSERT INTO api_clients DEFAULT VALUES", "; ALTER TABLE accounts RENAME TO gone",
			"; PRAGMA writable_schema = 1", "; ATTACH DATABASE 'x.db' AS x", "; COMMIT", " UNION SELECT secret_hash FROM api_clients",
			"||(SELECT email FROM accounts)||", " AND 1=CAST(x AS INTEGER)", "%", "_", "*",
		} {
			for _, end := range []string{"", "--", "/*", ";", "#"} {
				all = append(all, marker+quote+order+end)
			}
		}
	}
	return all
}

// naughtyBodies puts text into every field of every operation of both dialects.
func naughtyBodies(text string) map[string][]string {
	const shop, account = "/api/services/webshop/v1/customer/auth/", "/external/api/v1/accounts/"
	atoms := strings.Map(func(r rune) rune { // what may stand in an address
		if r < ' ' || r > '~' || strings.ContainsRune(` "(),.:;<>@[]\`, r) {
			return '_'
		}
		return r
	}, text)
	fill := strings.NewReplacer("TEXT", inJSON(text), "ATOMS", inJSON(atoms[:min(len(atoms), 64)]))
	bodies := map[string][]string{
		shop + "password/forgot": {`{"project_id":1,"email":"TEXT"}`, `{"project_id":"TEXT","email":"jane@example.com"}`, `{"project_id":1,"email":"ATOMS@example.com"}`},
		shop + "password/reset": {`{"project_id":1,"email":"ATOMS@example.com","token":"TEXT","password":"TEXT","password_confirmation":"TEXT"}`,
			`{"project_id":1,"email":"jane@example.com","token":"00000000000000000000000000","password":"TEXT","password_confirmation":"TEXT"}`},
		shop + "login": {`{"project_id":1,"email":"ATOMS@example.com","password":"TEXT"}`, `{"project_id":1,"email":"jane@example.com","password":"TEXT"}`},
		account + "request_password_reset": {`{"email":"TEXT"}`, `{"email":"ATOMS@example.com"}`, `{"TEXT":1}`,
			`{"email":"jane@example.com","return_url":"https://shop.example/TEXT","device_info":{"user_agent":"TEXT"}}`,
			`{"email":"jane@example.com","return_url":"TEXT"}`, `{"email":"jane@example.com","device_info":{"ip_address":"TEXT"}}`},
		account + "custom_request_password_reset": {`{"email":"ATOMS@example.com","reset_password_url":"https://shop.example/TEXT","return_url":"https://shop.example/TEXT"}`,
			`{"email":"jane@example.com","reset_password_url":"https://shop.example/TEXT","return_url":"https://shop.example/TEXT"}`},
		account + "create_password_reset": {`{"email":"ATOMS@example.com"}`},
		account + "complete_password_reset": {`{"id":"TEXT","confirmation_code":"TEXT","new_password":"TEXT"}`,
			`{"id":"65f1c0ffee65f1c0ffee65f1","confirmation_code":"3b241101-e2bb-4255-8caf-4136c566a962","new_password":"TEXT"}`},
		"/api/authorization/access_token": {"grant_type=none&client_id=" + url.QueryEscape(text) + "&client_secret=" + url.QueryEscape(text) + "&scope=" + url.QueryEscape(text)},
	}
	for path := range bodies {
		for i := range bodies[path] {
			bodies[path][i] = fill.Replace(bodies[path][i])
		}
	}
	return bodies
}

func inJSON(text string) string {
	quoted, _ := json.Marshal(text)
	return string(quoted[1 : len(quoted)-1])
}

// TestTextIsNeverPartOfAStatement (A41): whatever is sent in whichever field,
// the statements that are executed hold none of it, and neither the tables nor
// what was in them before changes.
func TestTextIsNeverPartOfAStatement(t *testing.T) {
	trace := &tracer{}
	h := newTracedHouse(t, trace)
	h.addAccount(1, "jane@example.com", "the old password")
	server, _ := h.serveAPIs()
	trusted := createClient(t, h.clients(), app.NewClient{Project: 1, Scopes: write, MayMintCodes: true, RevealUnknownAccounts: true})
	before := h.standing()

	texts := naughtyTexts()
	if len(texts) < 500 {
		t.Fatalf("only %d texts", len(texts))
	}
	trace.take()
	seen := false
	for i, text := range texts {
		if testing.Short() && i%8 != 0 {
			continue
		}
		for path, bodies := range naughtyBodies(text) {
			for _, body := range bodies {
				h.clock.advance(time.Minute) // and nobody's budget is spent
				if status := h.try(server.URL+path, trusted.APIToken, body); status >= 500 {
					t.Errorf("%s %s: %d", path, body, status)
				}
			}
		}
		h.work()
		for _, statement := range trace.take() {
			seen = seen || strings.Contains(statement, "INSERT INTO reset_requests")
			if strings.Contains(strings.ToLower(statement), marker) {
				t.Errorf("executed %q", statement)
			}
		}
	}
	if !seen {
		t.Error("no request was traced: the test looks in the wrong place")
	}
	if after := h.standing(); after != before {
		t.Errorf("got  %s\nwant %s", after, before)
	}
}

// try makes one call, whatever comes of it.
func (h *house) try(url string, token domain.Secret, body string) int {
	h.t.Helper()
	request, err := http.NewRequestWithContext(h.t.Context(), http.MethodPost, url, strings.NewReader(body))
	must(h.t, err)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if strings.HasPrefix(body, "{") {
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Authorization", "Bearer "+token.Reveal())
	}
	response, err := http.DefaultClient.Do(request)
	must(h.t, err)
	must(h.t, response.Body.Close())
	return response.StatusCode
}

// standing is what no call of a caller's may change: the tables themselves, and
// who has an account, a password or credentials.
func (h *house) standing() string {
	h.t.Helper()
	db, err := sql.Open("sqlite", "file:"+h.path+"?mode=ro")
	must(h.t, err)
	defer db.Close()
	var all []string
	for _, query := range []string{
		"SELECT group_concat(coalesce(sql, name) ORDER BY name) FROM sqlite_schema",
		"SELECT group_concat(hex(id) || email || hex(coalesce(password_hash, '')) ORDER BY id) FROM accounts",
		"SELECT group_concat(hex(secret_hash) || may_mint || reveal_unknown || coalesce(revoked_at, '') ORDER BY id) FROM api_clients",
		"SELECT group_concat(id || name || shop_url) FROM projects", "SELECT count(*) FROM access_tokens",
	} {
		var found sql.NullString
		if err := db.QueryRowContext(h.t.Context(), query).Scan(&found); err != nil {
			h.t.Fatalf("%s: %v", query, err)
		}
		all = append(all, found.String)
	}
	return fmt.Sprintf("%q", all)
}
