package cli_test

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// cmdWithin makes a call again and again until it is answered with a status:
// within DURATION STATUS METHOD PATH [BODY [TOKEN]].
func cmdWithin(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 4 || len(args) > 6 {
		ts.Fatalf("usage: within DURATION STATUS METHOD PATH [BODY [TOKEN]]")
	}
	allowed, err := time.ParseDuration(args[0])
	ts.Check(err)
	look := time.NewTicker(20 * time.Millisecond) // calls are counted
	defer look.Stop()
	for began := time.Now(); ; <-look.C {
		asked := time.Since(began)
		answer, err := exchange(ts.Getenv("BASE"), args[2:])
		ts.Check(err)
		status, _, _ := bytes.Cut(answer, []byte("\n"))
		if string(status) == args[1] {
			return
		}
		if asked > allowed {
			ts.Fatalf("after %v the status is still %s, want %s", asked, status, args[1])
		}
	}
}

// cmdSettled waits until there are N requests and none of them is waiting to be
// looked at or mailed: settled N.
func cmdSettled(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: settled N")
	}
	deadline := time.Now().Add(patience)
	look := time.NewTicker(20 * time.Millisecond) // what a server does cannot be waited on
	defer look.Stop()
	for ; ; <-look.C {
		list := exec.Command(binary, "request", "list", "--json", "--db", ts.MkAbs(ts.Getenv("LATCHKEY_DB")))
		out, err := list.Output()
		ts.Check(err)
		var requests []struct{ State string }
		ts.Check(json.Unmarshal(out, &requests))
		open := 0
		for _, request := range requests {
			if strings.Contains("accepted waiting", request.State) {
				open++
			}
		}
		if strconv.Itoa(len(requests)) == args[0] && open == 0 {
			return
		}
		if time.Now().After(deadline) {
			ts.Fatalf("%d requests, %d of them not settled, want %s settled ones", len(requests), open, args[0])
		}
	}
}

// cmdWaiting waits until N mails wait, each of which has been tried: waiting N.
func cmdWaiting(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: waiting N")
	}
	deadline := time.Now().Add(patience)
	look := time.NewTicker(20 * time.Millisecond) // what a server does cannot be waited on
	defer look.Stop()
	for ; ; <-look.C {
		list := exec.Command(binary, "outbox", "--json", "--db", ts.MkAbs(ts.Getenv("LATCHKEY_DB")))
		out, err := list.Output()
		ts.Check(err)
		var outbox struct {
			Mails []struct {
				LastWords string `json:"last_words"`
				Sending   bool
			}
		}
		ts.Check(json.Unmarshal(out, &outbox))
		tried := 0
		for _, mail := range outbox.Mails {
			if mail.LastWords != "" && !mail.Sending {
				tried++
			}
		}
		if strconv.Itoa(len(outbox.Mails)) == args[0] && tried == len(outbox.Mails) {
			return
		}
		if time.Now().After(deadline) {
			ts.Fatalf("%d mails wait, %d of them tried, want %s tried ones", len(outbox.Mails), tried, args[0])
		}
	}
}
