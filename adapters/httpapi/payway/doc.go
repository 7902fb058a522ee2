// Package payway is the dialect of a published account API: programs of a
// publisher ask for reset links, complete resets and have codes handed to
// them, each with a token of its own. Its errors are those the publisher
// documents, byte for byte; what is left open there, and the answers to calls
// without a good token, are additions of ours.
//
// An operation here only translates: it reads fields, calls one use case, and
// words the outcome. No rule about resets is decided in this package. A field
// that is optional may be null, which is the same as leaving it out.
package payway
