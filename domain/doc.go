// Package domain is latchkey's glossary as code: one file per term, the type
// first and its rules as methods.
//
// A customer who is locked out of a shop (a [Project]) makes a [ResetRequest].
// If an [Account] answers to the [Email] given, a [ResetToken] is minted at
// the moment its [Delivery] is sent, and whoever shows that token within
// [ResetTokenLifetime] may set a new [Password], once.
//
// Nothing here reads a clock, a random source, a file or a network: rules take
// the time as an argument and entropy as an io.Reader.
package domain
