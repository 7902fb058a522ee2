package relaytest

import (
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
)

// Challenges of SCRAM-SHA-256, fixed: a test needs no secrets of its own.
const (
	scramSalt   = "c2FsdCBmb3IgdGVzdHM="
	scramRounds = 4096
)

// authenticate holds the conversation of one AUTH command and reports whether
// to go on.
func (t *talk) authenticate(line string) bool {
	step := t.step("AUTH")
	if step.Cut || step.Stall || step.Reply != "" {
		return t.perform(step, "").goOn()
	}
	words := append(strings.Fields(line), "", "")
	proven := false
	switch strings.ToUpper(words[1]) {
	case "PLAIN":
		proven = unbase64(words[2]) == "\x00"+t.relay.options.User+"\x00"+t.relay.options.Password
	case "LOGIN":
		user := t.challenge("Username:")
		password := t.challenge("Password:")
		proven = user == t.relay.options.User && password == t.relay.options.Password
	case "SCRAM-SHA-256":
		proven = t.scram()
	}
	if !proven {
		return t.perform(step, "535 5.7.8 who are you?\r\n").goOn()
	}
	return t.perform(step, "235 2.7.0 welcome\r\n").goOn()
}

// challenge asks and returns the answer, "" if there is none.
func (t *talk) challenge(text string) string {
	if _, err := io.WriteString(t.conn, "334 "+base64.StdEncoding.EncodeToString([]byte(text))+"\r\n"); err != nil {
		return ""
	}
	line, err := t.text.ReadLine()
	if err != nil {
		return ""
	}
	return unbase64(line)
}

// scram reports whether the client knows the password (RFC 5802, RFC 7677).
func (t *talk) scram() bool {
	first, found := strings.CutPrefix(t.challenge(""), "n,,")
	_, nonce, _ := strings.Cut(first, ",r=")
	if !found || nonce == "" {
		return false
	}
	serverFirst := fmt.Sprintf("r=%sserver,s=%s,i=%d", nonce, scramSalt, scramRounds)
	bare, proof, _ := strings.Cut(t.challenge(serverFirst), ",p=")
	salted, err := pbkdf2.Key(sha256.New, t.relay.options.Password, []byte(unbase64(scramSalt)), scramRounds, sha256.Size)
	if err != nil {
		return false
	}
	said := first + "," + serverFirst + "," + bare
	clientKey := mac(salted, "Client Key")
	stored := sha256.Sum256(clientKey)
	want := mac(stored[:], said)
	for i := range want {
		want[i] ^= clientKey[i]
	}
	if proof != base64.StdEncoding.EncodeToString(want) || !strings.HasPrefix(first, "n="+t.relay.options.User+",") {
		return false
	}
	t.challenge("v=" + base64.StdEncoding.EncodeToString(mac(mac(salted, "Server Key"), said)))
	return true
}

func mac(key []byte, text string) []byte {
	hash := hmac.New(sha256.New, key)
	hash.Write([]byte(text))
	return hash.Sum(nil)
}

func unbase64(text string) string {
	plain, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return ""
	}
	return string(plain)
}
