// Package pageuri parses page and referrer addresses as R108 did where it could,
// and as later releases do where R108 failed the event.
package pageuri
