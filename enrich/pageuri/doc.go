// Package pageuri parses page and referrer addresses as R108 did where it could,
// and as later releases do where R108 failed the event: an address never fails
// one. It also reads what the address of a page carries: its querystring and the
// cross-domain parameter _sp.
package pageuri
