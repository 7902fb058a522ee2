// Package httpapi is what all published APIs share: one pipeline that every
// call of every dialect goes through, so that no operation can forget a step.
//
// A [Front] stands before everything else the server shows. Each [Dialect]
// mounted on it owns a territory of paths and answers every request in it, in
// its own shape. Within a dialect a call passes, in this order: security
// headers, request id, route (404 and 405), cross-origin preflight, client
// address, client by its token, rate budget, scope, media type, body size and
// time, the operation's own reading of the body, its use case. Huma reads the
// bodies and keeps the documents.
package httpapi
