// Package enrichtest holds the suite that every enrichment must pass: it keeps
// nothing of an event, can be used by many goroutines, bears an empty event,
// does not grow, and tells nothing of an event in the text of its errors.
package enrichtest
