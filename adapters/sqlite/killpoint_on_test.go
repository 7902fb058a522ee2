//go:build killpoints

package sqlite_test

const killable = true
