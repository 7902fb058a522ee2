package app

import (
	"io"
	"log/slog"
	"time"
)

// Environment is what every use case needs of the world around it. Tests pass
// a clock and entropy of their own.
type Environment struct {
	Now     func() time.Time
	Entropy io.Reader // safe for concurrent use, as crypto/rand.Reader is
	Log     *slog.Logger
}
