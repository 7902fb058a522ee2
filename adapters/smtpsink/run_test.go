package smtpsink_test

import (
	"context"
	"net"
	"net/smtp"
	"strings"
	"testing"
	"time"

	"latchkey/adapters/smtpsink"
)

func TestOnlyLoopbackIsListenedOn(t *testing.T) {
	tests := []struct {
		addr string
		ok   bool
	}{
		{"127.0.0.1:0", true}, {"localhost:0", true}, {"127.9.9.9:0", true},
		{":0", false}, {"0.0.0.0:0", false}, {"[::]:0", false}, {"192.0.2.1:0", false}, {"example.com:0", false},
		{"127.0.0.1.nip.io:0", false}, {"2130706433:0", false}, {"127.1:0", false}, {"*:0", false}, {"localhost.:0", false},
		{"127.0.0.1", false}, {"", false}, {"127.0.0.1:99999", false},
	}
	for _, tt := range tests {
		sink := smtpsink.New(smtpsink.Config{Now: noon})
		addr, err := sink.Listen(tt.addr)
		if (err == nil) != tt.ok {
			t.Errorf("%q: got %v, want ok %t", tt.addr, err, tt.ok)
		}
		if err == nil && !addr.(*net.TCPAddr).IP.IsLoopback() {
			t.Errorf("%q: got %v, want loopback", tt.addr, addr)
		}
		if err := sink.Shutdown(context.Background()); err != nil {
			t.Errorf("%q: Shutdown: %v", tt.addr, err)
		}
	}
}

func TestRefusalSaysWhatToDo(t *testing.T) {
	_, err := smtpsink.New(smtpsink.Config{Now: noon}).Listen("0.0.0.0:1025")
	if err == nil || !strings.Contains(err.Error(), "loopback") || !strings.Contains(err.Error(), "127.0.0.1") {
		t.Errorf("got %v, want an error that names loopback and what to use", err)
	}
}

func TestATakenPortIsKnownBeforeServing(t *testing.T) {
	h := open(t, smtpsink.Config{})
	if _, err := smtpsink.New(smtpsink.Config{Now: noon}).Listen(h.smtp); err == nil || !strings.Contains(err.Error(), "in use") {
		t.Errorf("got %v, want address in use", err)
	}
}

func TestOrderOfCalls(t *testing.T) {
	sink := smtpsink.New(smtpsink.Config{Now: noon})
	if err := sink.Serve(); err == nil {
		t.Error("Serve before Listen: got nil, want an error")
	}
	if err := sink.Shutdown(context.Background()); err != nil {
		t.Errorf("Shutdown before Listen: got %v, want nil", err)
	}
	if _, err := sink.Listen("127.0.0.1:0"); err == nil {
		t.Error("Listen after Shutdown: got nil, want an error")
	}

	sink = smtpsink.New(smtpsink.Config{Now: noon})
	if _, err := sink.Listen("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	if _, err := sink.Listen("127.0.0.1:0"); err == nil {
		t.Error("second Listen: got nil, want an error")
	}
	for range 2 {
		if err := sink.Shutdown(context.Background()); err != nil {
			t.Errorf("Shutdown: got %v, want nil", err)
		}
	}
	if err := sink.Serve(); err != nil {
		t.Errorf("Serve after Shutdown: got %v, want nil", err)
	}
}

func TestShutdown(t *testing.T) {
	h := open(t, smtpsink.Config{})
	h.send("Subject: stays\n\nbody\n")
	idle, busy := h.hello(), h.hello().toData()
	done := make(chan error, 1)
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		done <- h.sink.Shutdown(ctx)
	}()
	if got := idle.reply(); got != "" {
		t.Errorf("idle connection: got %q, want its end", got)
	}
	busy.ask("Subject: last\r\n\r\nbody\r\n.\r\n", "250")
	if err := <-done; err != nil {
		t.Errorf("Shutdown: got %v, want nil", err)
	}
	if got := busy.reply(); got != "" {
		t.Errorf("after the mail: got %q, want the end", got)
	}
	if err := smtp.SendMail(h.smtp, nil, "a@example.com", []string{"b@example.com"}, []byte("x\r\n")); err == nil {
		t.Error("a mail after Shutdown: got nil, want an error")
	}
	if got := len(h.list()); got != 2 {
		t.Errorf("mails kept: got %d, want 2", got)
	}
}

func TestShutdownDoesNotWaitForEver(t *testing.T) {
	h := open(t, smtpsink.Config{})
	busy := h.hello().toData()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := h.sink.Shutdown(ctx); err == nil {
		t.Error("got nil, want that the deadline passed")
	}
	start := time.Now()
	busy.rest()
	if took := time.Since(start); took > soon {
		t.Errorf("the connection ended after %v, want at once", took)
	}
}
