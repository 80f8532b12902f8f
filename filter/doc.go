// Package filter runs single steps over streams, for people and for checks: raw
// records in, enriched events out; enriched events in, shredded files out. There
// are no runs here, no keys and no state. Work is spread over workers; what comes
// out is in the order of what went in, and the same input and settings give the
// same bytes.
package filter
