package cli_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// noopEnv makes the test binary serve the baseline of the benchmarks.
const noopEnv = "LATCHKEY_TEST_NOOP"

// serveNoop answers a reset request without doing anything about it: what is
// left is the cost of net/http, Huma and the network. It ends with its input.
func serveNoop() {
	type input struct {
		RawBody []byte `contentType:"application/json"`
	}
	type output struct {
		ContentType string `header:"Content-Type"`
		Body        []byte
	}
	body := []byte(`{"error":false,"message":"If an account exists for that email, a reset link has been sent.","data":[]}`)
	mux := http.NewServeMux()
	api := humago.New(mux, huma.Config{OpenAPI: &huma.OpenAPI{Info: &huma.Info{}}, Formats: huma.DefaultFormats})
	huma.Register(api, huma.Operation{Method: http.MethodPost, Path: forgotPath, SkipValidateBody: true},
		func(context.Context, *input) (*output, error) {
			return &output{ContentType: "application/json", Body: body}, nil
		})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(listener.Addr())
	go func() {
		_, _ = os.Stdin.Read(make([]byte, 1))
		_ = listener.Close()
	}()
	// The same limits as latchkey's own server: every deadline is a system call
	// or a timer, and no server that faces the world can do without.
	server := http.Server{
		Handler: mux, MaxHeaderBytes: 16 << 10, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second,
		WriteTimeout: 30 * time.Second, IdleTimeout: 60 * time.Second,
	}
	if err := server.Serve(listener); !errors.Is(err, net.ErrClosed) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// startNoop starts the baseline in a process of its own, like a demo, and
// returns its address.
func startNoop(b *testing.B) string {
	b.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), noopEnv+"=1")
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = stdin.Close()
		_ = cmd.Wait()
	})
	address, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	return strings.TrimSpace(address)
}
