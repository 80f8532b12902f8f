// Package explain records what the steps of enrich do to events, for people who
// set enrichments up: what a step read, which columns and entities it changed, why
// it did nothing.
//
// A [Recorder] is an enrich.Tracer. What it records is event content, which whoever
// asked sees and nobody else: it goes to no log and no object.
package explain
