// Package bytescan finds the first byte of a kind in text, eight bytes at a time, or
// tells that there is none, with vector instructions where the machine has them.
// The kinds are those that the hot path looks for: what ends a field of a log
// line, what a JSON string must be read more closely for, what a row must not
// contain.
package bytescan
