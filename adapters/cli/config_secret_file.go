package cli

import (
	"fmt"
	"io"
	"io/fs"
	"os"
)

// maxSmallFile bounds files that hold settings, passwords, keys and certificates.
const maxSmallFile = 1 << 20

// readSecretFile reads a file that nobody but its owner may read.
func readSecretFile(path string) (string, error) {
	text, err := readSmallFile(path, func(info fs.FileInfo) error {
		if isOpenToOthers(info) {
			return fmt.Errorf("others can read %s (mode %04o); run chmod 600 on it", path, info.Mode().Perm())
		}
		return nil
	})
	return string(text), err
}

func isOpenToOthers(info fs.FileInfo) bool {
	return info.Mode().IsRegular() && info.Mode().Perm()&0o077 != 0
}

// readSmallFile reads a file that suits, and that is neither empty nor large.
func readSmallFile(path string, suits func(fs.FileInfo) error) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if err := suits(info); err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(file, maxSmallFile+1))
	switch {
	case err != nil:
		return nil, err
	case len(text) > maxSmallFile:
		return nil, fmt.Errorf("%s is longer than 1 MiB", path)
	case len(text) == 0:
		return nil, fmt.Errorf("%s is empty", path)
	}
	return text, nil
}
