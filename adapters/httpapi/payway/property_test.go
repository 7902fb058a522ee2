package payway_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"latchkey/domain"
)

// TestAcceptedValuesAreWhatAnotherParserFinds (A02): 10^5 random bodies, many of
// them odd. Whatever is accepted, encoding/json must find the very values that
// were used.
func TestAcceptedValuesAreWhatAnotherParserFinds(t *testing.T) {
	perCheck := 1000 // rapid makes 100 checks
	if testing.Short() {
		perCheck = 100
	}
	h := openAt(t, slog.LevelError)
	h.requests.ResetRequests = forgetful{}
	tried, accepted := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		for range perCheck {
			body := oddBody(random)
			tried++
			h.clock.advance(250 * time.Millisecond) // nobody's budget is spent
			got := h.post(requestPath, body)
			if got.status != http.StatusNoContent {
				if got.status != http.StatusBadRequest {
					t.Fatalf("%q: %d %s", body, got.status, got.body)
				}
				continue
			}
			accepted++
			rows := h.requests.taken()
			if want, ok := secondOpinion(body); !ok || len(rows) != 1 || used(rows[0]) != want {
				t.Fatalf("%q: used %v, another parser finds %q", body, rows, want)
			}
		}
	})
	t.Logf("%d of %d bodies accepted", accepted, tried)
	if !t.Failed() && accepted < tried/3 {
		t.Errorf("only %d of %d bodies were accepted", accepted, tried)
	}
}

func used(row domain.ResetRequest) string {
	return fmt.Sprintf("%q %q %q %q", row.Email.Address(), row.ReturnURL.String(), row.Device.IPAddress, row.Device.UserAgent)
}

// secondOpinion reads the fields with encoding/json; addresses are then written
// the way they are kept.
func secondOpinion(body string) (string, bool) {
	decoder := json.NewDecoder(strings.NewReader(body))
	var found map[string]any
	if err := decoder.Decode(&found); err != nil || decoder.More() {
		return "", false
	}
	device, _ := found["device_info"].(map[string]any)
	text := func(from map[string]any, name string) string {
		value, _ := from[name].(string)
		return value
	}
	email, _ := domain.ParseEmail(text(found, "email"))
	back, _ := domain.ParseWebURL(text(found, "return_url"))
	ip := text(device, "ip_address")
	if address, err := netip.ParseAddr(ip); err == nil {
		ip = address.String()
	}
	return fmt.Sprintf("%q %q %q %q", email.Address(), back.String(), ip, text(device, "user_agent")), true
}

// oddBody is an object that mostly holds an address, a URL and a device, spelt
// in one of the many ways JSON has, and often something else that it should not.
func oddBody(r *rand.Rand) string {
	address := pick(r, "jane", "Jane", "j.a.n.e", "a+b", "j_a-n-e") + "@" + pick(r, "example.com", "EXAMPLE.com", "x.nl")
	if r.IntN(8) == 0 {
		address = pick(r, "x y@x.nl", "\u0131@x.nl", "a@b\u00fccher.example", "a@localhost", address+","+address, address+"\u00a0", "", " "+address)
	}
	members := []string{spelt(r, "email") + ":" + spelt(r, address)}
	if r.IntN(2) == 0 {
		members = append(members, spelt(r, "return_url")+":"+pick(r, spelt(r, "https://shop.example/a?b=c#d"), spelt(r, "http://127.0.0.1:8080/"), "null"))
	}
	if r.IntN(2) == 0 {
		inside := []string{spelt(r, "ip_address") + ":" + spelt(r, pick(r, "192.0.2.7", "2001:db8::1")), spelt(r, "user_agent") + ":" + spelt(r, pick(r, "Firefox \U0001f98a", "a\tb", "\u2028"))}
		inside = inside[r.IntN(2):]
		for r.IntN(12) == 0 {
			inside = append(inside, oddMember(r))
		}
		members = append(members, spelt(r, "device_info")+":{"+joined(r, inside)+"}")
	}
	for r.IntN(8) == 0 {
		members = append(members, oddMember(r))
	}
	body := blank(r) + "{" + blank(r) + joined(r, members) + "}" + blank(r)
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

func oddMember(r *rand.Rand) string {
	value := pick(r, "1", "null", `"x"`, "[]", `{"email":"v@x.nl"}`, `{"a":1,"A":2}`, `[{"b":[1,2,{"c":"\u0000"}]}]`, `"v@x.nl"`, `"\ud800"`, `"::1"`)
	return spelt(r, pick(r, "x", "email", "EMAIL", "Return_URL", "return_url", "ip_address", "IP_ADDRESS", "user_agent", "device_info", "ema\u0131l", "u\u017fer_agent")) + ":" + value
}

func joined(r *rand.Rand, members []string) string {
	r.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
	return strings.Join(members, blank(r)+","+blank(r))
}

// spelt is text as a JSON string with some characters escaped at random.
func spelt(r *rand.Rand, text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range text {
		if c < ' ' || c <= 0xffff && r.IntN(10) == 0 {
			fmt.Fprintf(&b, pick(r, `\u%04x`, `\u%04X`), c)
			continue
		}
		b.WriteRune(c)
	}
	b.WriteByte('"')
	return b.String()
}

func blank(r *rand.Rand) string { return pick(r, "", "", "", " ", "\n", "\t\r\n ") }

func pick(r *rand.Rand, choices ...string) string { return choices[r.IntN(len(choices))] }
