// Package uaparser is the enrichment ua_parser: it adds the entity
// ua_parser_context with the families and versions of browser, operating system
// and device.
//
// The rules are those of the program or a file that the configuration names; see
// package uap. Events without a user agent get no entity. The enrichment never
// fails an event.
package uaparser
