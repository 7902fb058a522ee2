// Package app is latchkey's use cases: what can be asked of it, whoever asks.
// It is the only place where the clock is read and where domain, store and
// mailer meet. Adapters call it; it calls out through ports.
package app
