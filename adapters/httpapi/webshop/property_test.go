package webshop_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"math/big"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"latchkey/domain"
)

// TestAcceptedValuesAreWhatAnotherParserFinds (A02): 10^5 random bodies, most
// of them odd. Whatever is accepted, encoding/json must find the very values
// that were used.
func TestAcceptedValuesAreWhatAnotherParserFinds(t *testing.T) {
	const perCheck = 1000 // rapid makes 100 checks
	s := newShop(t, slog.LevelInfo)
	for id := range domain.ProjectID(200) {
		s.projects.all = append(s.projects.all, domain.Project{ID: id + 3})
	}
	tried, accepted := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		for range perCheck {
			body := oddBody(random)
			tried++
			if tried%50 == 0 {
				s.clock.advance(time.Minute)
			}
			if got := s.direct(body); got.status != http.StatusOK {
				if got.status != http.StatusUnprocessableEntity {
					t.Fatalf("%q: %d %s", body, got.status, got.body)
				}
				continue
			}
			accepted++
			rows := s.requests.taken()
			if project, email, ok := secondOpinion(body); !ok || len(rows) != 1 || rows[0].ProjectID != project || rows[0].Email.Address() != email {
				t.Fatalf("%q: used %v %q, another parser finds %v %q", body, rows[0].ProjectID, rows[0].Email.Address(), project, email)
			}
		}
	})
	t.Logf("%d of %d bodies accepted", accepted, tried)
	if !t.Failed() && accepted < tried/3 {
		t.Errorf("only %d of %d bodies were accepted", accepted, tried)
	}
}

// direct calls the handler without a network.
func (s *shop) direct(body string) reply {
	request := httptest.NewRequest(http.MethodPost, forgotPath, strings.NewReader(body))
	request.Header.Set("Content-Type", "application/json")
	recorder := httptest.NewRecorder()
	s.handler.ServeHTTP(recorder, request)
	return reply{status: recorder.Code, header: recorder.Header(), body: recorder.Body.String()}
}

// secondOpinion reads the two fields with encoding/json and nothing of ours.
func secondOpinion(body string) (domain.ProjectID, string, bool) {
	decoder := json.NewDecoder(strings.NewReader(body))
	decoder.UseNumber()
	var found map[string]any
	if err := decoder.Decode(&found); err != nil || decoder.More() {
		return 0, "", false
	}
	var number string
	switch id := found["project_id"].(type) {
	case json.Number:
		number = id.String()
	case string:
		number = strings.TrimSpace(id)
	}
	exact, ok := new(big.Rat).SetString(number)
	email, isText := found["email"].(string)
	if !ok || !isText || !exact.IsInt() || !exact.Num().IsInt64() {
		return 0, "", false
	}
	local, host, _ := strings.Cut(strings.TrimSpace(email), "@")
	return domain.ProjectID(exact.Num().Int64()), local + "@" + strings.ToLower(host), true
}

// oddBody is an object that mostly holds a project and an address, spelt in
// one of the many ways JSON has, and often something else that it should not.
func oddBody(r *rand.Rand) string {
	members := []string{name(r, "project_id") + ":" + oddProject(r), name(r, "email") + ":" + oddEmail(r)}
	for r.IntN(4) == 0 {
		members = append(members, oddMember(r))
	}
	r.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
	body := blank(r) + "{" + blank(r) + strings.Join(members, blank(r)+","+blank(r)) + "}" + blank(r)
	switch r.IntN(12) {
	case 0: // a damaged octet
		damaged := []byte(body)
		damaged[r.IntN(len(damaged))] = byte(r.Uint32())
		return string(damaged)
	case 1:
		return body + pick(r, "x", "{}", "\x00", ",", "null")
	}
	return body
}

func oddProject(r *rand.Rand) string {
	id := strconv.Itoa(r.IntN(150) + 1)
	if r.IntN(4) > 0 {
		return pick(r, id, id, `"`+id+`"`, id+".0", id+"00E-2", `"\n`+id+`"`)
	}
	return pick(r, id+".0", id+".00e0", id+"0e-1", `" `+id+`"`, "0."+id+"e3", id+".5", `"0`+id+`"`, "-"+id, "true", "9223372036854775808", "["+id+"]")
}

func oddEmail(r *rand.Rand) string {
	text := pick(r, "jane", "Jane", "j.a.n.e", "o'neil", "a+b") + "@" + pick(r, "example.com", "EXAMPLE.com", "x.nl")
	if r.IntN(8) == 0 {
		text = pick(r, "x y@x.nl", "ı@x.nl", "a@bücher.example", "a@localhost", text+","+text, text+"\u00a0", "")
	}
	return quote(r, pick(r, text, text, text, " "+text, text+"\n"))
}

func oddMember(r *rand.Rand) string {
	value := pick(r, "1", "null", `"x"`, "[]", `{"email":"v@x.nl"}`, `{"a":1,"A":2}`, `[{"b":[1,2,{"c":"\u0000"}]}]`, `"v@x.nl"`, `"\ud800"`, "1e5")
	return name(r, pick(r, "x", "y", "z", "X", "email", "EMAIL", "Project_ID", "project_id", "\u212A", "ema\u0131l", "token")) + ":" + value
}

func name(r *rand.Rand, text string) string { return quote(r, text) }

// quote writes text as a JSON string with some characters escaped at random.
func quote(r *rand.Rand, text string) string {
	var b bytes.Buffer
	b.WriteByte('"')
	for _, c := range text {
		if c < ' ' || r.IntN(10) == 0 {
			hex := strconv.FormatInt(int64(c), 16)
			if r.IntN(2) == 0 {
				hex = strings.ToUpper(hex)
			}
			b.WriteString(`\u` + strings.Repeat("0", 4-len(hex)) + hex)
			continue
		}
		b.WriteRune(c)
	}
	b.WriteByte('"')
	return b.String()
}

func blank(r *rand.Rand) string { return pick(r, "", "", "", " ", "\n", "\t\r\n ") }

func pick(r *rand.Rand, choices ...string) string { return choices[r.IntN(len(choices))] }
