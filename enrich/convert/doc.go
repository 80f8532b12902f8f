// Package convert turns the text of one tracker parameter into the text of a
// column: integers, decimals, times, dimensions, codes, ids, base64 and what
// makes text safe for a tab-separated row. All functions are pure and append to
// the caller's buffer.
package convert
