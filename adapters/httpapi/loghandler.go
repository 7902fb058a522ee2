package httpapi

import (
	"context"
	"log/slog"
)

// LogHandler puts the request id on every line that is logged on behalf of a
// request, whichever room logs it.
type LogHandler struct{ slog.Handler }

const requestIDKey = "request_id"

// Handle passes the record on, with the id if it does not have it yet.
func (h LogHandler) Handle(ctx context.Context, record slog.Record) error {
	id := RequestID(ctx)
	record.Attrs(func(attr slog.Attr) bool {
		if attr.Key == requestIDKey {
			id = ""
		}
		return id != ""
	})
	if id != "" {
		record = record.Clone()
		record.AddAttrs(slog.String(requestIDKey, id))
	}
	return h.Handler.Handle(ctx, record)
}

// WithAttrs keeps the ids on what is derived from the handler.
func (h LogHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return LogHandler{h.Handler.WithAttrs(attrs)}
}

// WithGroup keeps the ids on what is derived from the handler.
func (h LogHandler) WithGroup(name string) slog.Handler { return LogHandler{h.Handler.WithGroup(name)} }
