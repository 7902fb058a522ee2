package cli_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// mailBombs are mails that cost a careless reader far more than their size,
// each close to the 1 MiB that the demo takes, and one beyond it.
func mailBombs() map[string]string {
	fill := func(head, piece, tail string) string {
		return head + strings.Repeat(piece, (1_000_000-len(head)-len(tail))/len(piece)) + tail
	}
	deep := ""
	for i := range 1_000 {
		deep += fmt.Sprintf("Content-Type: multipart/mixed; boundary=b%[1]d\r\n\r\n--b%[1]d\r\n", i)
	}
	mixed := "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
	return map[string]string{
		"parts":            fill(mixed, "--b\r\nContent-Type: text/plain\r\n\r\npart\r\n", "--b--\r\n"),
		"depth":            fill(deep, "bottom\r\n", ""),
		"header lines":     fill("", "X-A: b\r\n", "\r\nbody\r\n"),
		"encoded words":    fill("Subject:", " =?utf-8?q?a?=\r\n", "\r\nbody\r\n"),
		"a million words":  "Subject:" + strings.Repeat(" =?utf-8?q?a?=\r\n", 1_000_000) + "\r\nbody\r\n",
		"tags":             fill("Content-Type: text/html\r\n\r\n", strings.Repeat("<b>", 300)+"\r\n", ""),
		"quoted printable": fill("Content-Transfer-Encoding: quoted-printable\r\n\r\n", strings.Repeat("=C3=A9", 12)+"\r\n", ""),
		"links":            fill("Subject: x\r\n\r\n", "http://a.example/b\r\n", ""),
	}
}

// TestMailBombsKeepADemoSmall is the last line of threat A35: as many mails as
// can come in at once, and again until the inbox is full of them, and all of
// them being read, cost no more memory than anything else.
func TestMailBombsKeepADemoSmall(t *testing.T) {
	if testing.Short() {
		t.Skip("brings some 280 MiB of mail")
	}
	demo := newDemo(t)
	bombs := mailBombs()
	var running sync.WaitGroup
	var taken atomic.Int64
	enough := time.Now().Add(2 * patience) // some are refused, because too much comes in at once
	for range 8 {
		for name, bomb := range bombs {
			running.Go(func() {
				for n := 0; n < 5 || taken.Load() < 80 && time.Now().Before(enough); n++ {
					kept, err := bring(demo.SMTPAddr, bomb)
					if err != nil {
						t.Errorf("%s: %v", name, err)
					}
					if kept {
						taken.Add(1)
					}
				}
			})
		}
	}
	running.Wait()
	list, err := http.Get(demo.BaseURL + "/inbox/api/messages")
	if err != nil {
		t.Fatal(err)
	}
	defer list.Body.Close()
	var kept struct{ Messages []struct{ ID string } }
	if err := json.NewDecoder(list.Body).Decode(&kept); err != nil || len(kept.Messages) < 60 || len(kept.Messages) > 68 {
		t.Errorf("%d mails are kept, %v, want as many as 64 MiB hold", len(kept.Messages), err)
	}
	v := victim{name: "the demo", address: demo.host(), host: demo.host(), pid: demo.cmd.Process.Pid}
	desks := make(chan struct{}, 32) // a reader who waits for too long is hung up on
	for _, mail := range kept.Messages {
		running.Go(func() {
			desks <- struct{}{}
			defer func() { <-desks }()
			for _, face := range []string{"/inbox/api/messages/%s", "/inbox/mail/%s", "/inbox/mail/%s?view=source"} {
				if err := v.serves(fmt.Sprintf(face, mail.ID)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	running.Wait()
	v.staysSmall(t)
}

// bring sends one mail, waits for the server to hang up, which it may do at any
// time, and reports whether the mail was taken.
func bring(address, mail string) (taken bool, err error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return false, err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(2 * patience)); err != nil {
		return false, err
	}
	_, _ = io.WriteString(conn, "EHLO x.example\r\nMAIL FROM:<a@x.example>\r\nRCPT TO:<b@x.example>\r\nDATA\r\n"+mail+"\r\n.\r\nQUIT\r\n")
	answers, err := io.ReadAll(conn)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return false, err
	}
	_, last, _ := strings.Cut(string(answers), "\r\n354 ")
	return strings.Contains(last, "\r\n250 "), nil
}
