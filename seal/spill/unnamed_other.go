//go:build !linux

package spill

import "os"

// unnamed makes a file that has a name for an instant only.
func unnamed(dir string) (*os.File, error) { return named(dir) }
