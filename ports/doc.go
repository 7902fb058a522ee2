// Package ports is what the use cases ask of the outside, as small interfaces
// whose comments are the law: an adapter that keeps them can replace another.
// The suites in porttest check them.
//
// Every method may be called from many goroutines at once. An error that means
// "try again later" matches domain.Unavailable; every other unexpected error
// is a fault of the adapter's surroundings and matches no kind.
package ports
