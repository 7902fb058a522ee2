package cli_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// noFollow shows redirects instead of following them.
var noFollow = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// cmdCall makes one call: call METHOD PATH [BODY [TOKEN]]. A body that begins
// with { is JSON, any other one a form; a token is sent as a bearer's. The
// answer becomes standard output: status, headers in the order of their names,
// an empty line, the body.
func cmdCall(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 || len(args) > 4 {
		ts.Fatalf("usage: call METHOD PATH [BODY [TOKEN]]")
	}
	answer, err := exchange(ts.Getenv("BASE"), args)
	ts.Check(err)
	_, err = ts.Stdout().Write(answer)
	ts.Check(err)
}

// cmdCalls makes the same call several times: calls N METHOD PATH [BODY
// [TOKEN]], and prints each status on a line.
func cmdCalls(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 || len(args) > 5 {
		ts.Fatalf("usage: calls N METHOD PATH [BODY [TOKEN]]")
	}
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	for range n {
		answer, err := exchange(ts.Getenv("BASE"), args[1:])
		ts.Check(err)
		status, _, _ := bytes.Cut(answer, []byte("\n"))
		fmt.Fprintf(ts.Stdout(), "%s\n", status)
	}
}

func exchange(base string, args []string) ([]byte, error) {
	body := ""
	if len(args) > 2 {
		body = args[2]
	}
	request, err := http.NewRequest(args[0], base+args[1], strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	switch {
	case strings.HasPrefix(body, "{"):
		request.Header.Set("Content-Type", "application/json")
	case body != "":
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if len(args) > 3 {
		request.Header.Set("Authorization", "Bearer "+args[3])
	}
	response, err := noFollow.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	var answer bytes.Buffer
	fmt.Fprintln(&answer, response.StatusCode)
	var names []string
	for name := range response.Header {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Fprintf(&answer, "%s: %s\n", name, strings.Join(response.Header[name], ", "))
	}
	fmt.Fprintf(&answer, "\n%s\n", content)
	return answer.Bytes(), nil
}

// varying are the headers that may differ between two equal answers.
var varying = []string{"Date:", "X-Request-Id:", "X-Ratelimit-Remaining:"}

// cmdSame compares two answers of call, save what varies by nature: same A B.
func cmdSame(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: same FILE FILE")
	}
	first, second := mask(ts.ReadFile(args[0])), mask(ts.ReadFile(args[1]))
	if (first == second) == neg {
		ts.Fatalf("same: %v; masked:\n%s\n----\n%s", first == second, first, second)
	}
}

func mask(answer string) string {
	lines := strings.Split(answer, "\n")
	return strings.Join(slices.DeleteFunc(lines, func(line string) bool {
		return slices.ContainsFunc(varying, func(name string) bool { return strings.HasPrefix(line, name) })
	}), "\n")
}

// cmdTake sets a variable to what a pattern's group matches in a file, or in
// stdout: take NAME FILE PATTERN.
func cmdTake(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: take NAME FILE PATTERN")
	}
	found := regexp.MustCompile(args[2]).FindStringSubmatch(ts.ReadFile(args[1]))
	if len(found) != 2 {
		ts.Fatalf("no match of %s", args[2])
	}
	ts.Setenv(args[0], found[1])
}
