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

// rawPath is where the baseline leaves the body unread.
const rawPath = "/raw"

const linkSent = "If an account exists for that email, a reset link has been sent."

// noopHandler is a handler as Huma's documentation has it: it takes the
// published body, checked against its schema, and gives the published answer.
func noopHandler(api huma.API) {
	type input struct {
		Body struct {
			ProjectID int64  `json:"project_id"`
			Email     string `json:"email" format:"email" maxLength:"191"`
		}
	}
	type answer struct {
		Error   bool     `json:"error"`
		Message string   `json:"message"`
		Data    []string `json:"data"`
	}
	type output struct{ Body answer }
	huma.Register(api, huma.Operation{Method: http.MethodPost, Path: forgotPath}, func(context.Context, *input) (*output, error) {
		return &output{Body: answer{Message: linkSent, Data: []string{}}}, nil
	})
}

// rawHandler is the least that Huma can do: it looks at nothing and answers with
// ready bytes.
func rawHandler(api huma.API) {
	type input struct {
		RawBody []byte `contentType:"application/json"`
	}
	type output struct {
		ContentType string `header:"Content-Type"`
		Body        []byte
	}
	body := []byte(`{"error":false,"message":"` + linkSent + `","data":[]}`)
	huma.Register(api, huma.Operation{Method: http.MethodPost, Path: rawPath, SkipValidateBody: true},
		func(context.Context, *input) (*output, error) {
			return &output{ContentType: "application/json", Body: body}, nil
		})
}

// serveNoop answers reset requests without doing anything about them: what is
// left is the cost of net/http, Huma and the network. It ends with its input.
func serveNoop() {
	mux := http.NewServeMux()
	api := humago.New(mux, huma.Config{OpenAPI: &huma.OpenAPI{Info: &huma.Info{}}, Formats: huma.DefaultFormats, DefaultFormat: "application/json"})
	noopHandler(api)
	rawHandler(api)
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
