// Package enrich turns a raw tracker event into an enriched event: the parameter
// table, the order of the steps, the core derivations, the checks against
// schemas, and the failed events that come of what is wrong.
//
// An [Enricher] is what a run has set up, shared and unchanging. Each goroutine
// takes a [Worker] of it and hands it records, one at a time; what becomes of
// them – events, failed events – goes to an [Output], which must be done with it
// when its method returns. A worker allocates next to nothing per event: columns
// are strings that share memory with the record or with the event's own buffer.
//
// What is wrong with an event is collected over all steps and told in one failed
// event: first what the tracker sent, else what a step could not do, else what
// came out. An answer that is missing – a registry that is down – is not the
// event's fault: [Worker.Record] returns it as an error and the run stops.
//
// Conversions of single values are in enrich/convert, page and referrer
// addresses in enrich/pageuri. Each configurable enrichment is a sub-folder and
// implements [Enrichment]; its place in the line is one of the Order constants.
package enrich
