//go:build !killpoints

package sqlite

// killPoint does nothing: only a program built for the crash tests can be told
// to die here.
func killPoint(string) {}
