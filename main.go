// Latchkey lets a customer who is locked out of a shop back in.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"latchkey/adapters/cli"
	"latchkey/adapters/composition"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	terminal := cli.Terminal{Args: os.Args[1:], Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr}
	os.Exit(cli.Run(ctx, terminal, composition.Commands()))
}
