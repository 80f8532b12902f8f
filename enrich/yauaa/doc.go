// Package yauaa is the enrichment yauaa: it adds the entity yauaa_context, which
// tells classes, names and versions of device, operating system, layout engine
// and agent.
//
// YAUAA itself is a Java library with rules of its own, and no port of it to Go
// exists. This package reads the same entity out of the rules of ua-parser
// (package uap), the products that the user agent lists, and client hints. It
// follows YAUAA's classes and names, but is not the same: what it cannot tell is
// absent (see docs/enrichments/yauaa.md for the members that are never set),
// and what it tells of rare agents can differ.
//
// Events without a user agent get an entity that says Unknown. The enrichment
// never fails an event.
package yauaa
