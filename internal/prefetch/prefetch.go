//go:build amd64 || arm64

package prefetch

// String begins to fetch the first 512 bytes of a text. It reads nothing, and so may be
// given what is not in memory.
//
//go:noescape
func String(s string)
