// Package event holds the enriched event: one table of its 131 columns, the
// Event that enrich fills and shred reads, its TSV form both ways, and its JSON
// view.
//
// Everything that needs to know a column – names, order, kinds, lengths, what is
// personal data, how databases type it – asks [Table]. Values are kept as the
// text that stands in the TSV; "" is null.
//
// An [Event] belongs to one worker and is reused. The strings it hands out are
// valid until its next Reset.
//
// The package does not convert or check tracker parameters (enrich) and knows
// nothing of schemas (iglu).
package event
