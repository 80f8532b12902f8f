// Package lookup is what enrichments share that ask a service: an HTTP client
// that retries, never follows redirects and tells no addresses or credentials in
// its errors, and a cache that is bounded in entries, bytes and time and asks once
// for what several workers want at the same moment.
package lookup
