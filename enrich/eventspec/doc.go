// Package eventspec is the enrichment event specification: it infers from an
// event and its entities which of the specifications in a file the event
// follows, and adds an entity for each.
package eventspec
