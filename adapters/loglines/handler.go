// Package loglines writes the log: every event is one line, every duration is
// in seconds, and nobody who logs ever waits for whoever takes the lines.
package loglines

import (
	"io"
	"log/slog"
)

// Options say how lines look and which are written.
type Options struct {
	JSON  bool       // a JSON object a line instead of key=value
	Level slog.Level // the least that is logged
}

// Handler returns a handler that writes each event to to as one line. The names
// of durations end in _seconds, the way those of the metrics do.
func Handler(to io.Writer, o Options) slog.Handler {
	options := &slog.HandlerOptions{Level: o.Level, ReplaceAttr: inSeconds}
	if o.JSON {
		return slog.NewJSONHandler(to, options)
	}
	return slog.NewTextHandler(to, options)
}

// inSeconds gives durations a unit: JSON would have bare nanoseconds.
func inSeconds(_ []string, attr slog.Attr) slog.Attr {
	if attr.Value.Kind() != slog.KindDuration {
		return attr
	}
	return slog.Float64(attr.Key+"_seconds", attr.Value.Duration().Seconds())
}
