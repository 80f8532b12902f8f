// Package enrich turns a raw tracker event into an enriched event: the parameter
// table, the order of the steps, the core derivations, the checks against
// schemas, and the failed events that come of what is wrong.
//
// Conversions of single values are in enrich/convert, page and referrer
// addresses in enrich/pageuri. Each configurable enrichment is a sub-folder and
// implements [Enrichment].
package enrich
