// Package webshop is the dialect of a published e-commerce API: a shop's own
// pages ask for reset links and complete resets through it. Its answers are
// those of the stock Laravel service that API is, text for text; what the
// publisher left open, and signing in, are additions of ours.
//
// An operation here only translates: it reads fields, calls one use case, and
// words the outcome. No rule about resets is decided in this package.
package webshop
