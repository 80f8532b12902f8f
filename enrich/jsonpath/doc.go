// Package jsonpath finds values in JSON documents by the two path languages that
// enrichment configurations are written in: [Gatling]'s (API request and SQL query
// enrichments) and [Jayway]'s (PII enrichment). Neither is RFC 9535.
//
// A path is compiled once and is then safe for concurrent use. Finding allocates
// only while the caller's slice grows. A path that finds nothing is no error.
package jsonpath
