// Package badrow holds failed events: the modern families, the R108 form, and
// reading both back for recovery.
//
// A failed event is data. It carries what is needed to replay it and is never
// logged. What went wrong is told in our own words and never quotes the event:
// offending values stand in members of their own ("value", "json") or in the
// payload, so a reason can be shown where the event must not be.
//
// A [Row] is written in one pass into the caller's buffer: [Row.Append] gives the
// modern family, [Row.AppendR108] the form of R108. [Read] reads either.
package badrow
