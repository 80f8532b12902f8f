// Package badrow holds failed events: the modern families, the R108 form, and
// reading both back for recovery.
//
// A failed event is data. It carries what is needed to replay it and is never
// logged.
package badrow
