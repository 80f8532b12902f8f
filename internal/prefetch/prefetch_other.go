//go:build !amd64 && !arm64

package prefetch

// String does nothing here.
func String(string) {}
