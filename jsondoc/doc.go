// Package jsondoc parses a JSON text into a flat tree that keeps what
// re-encoding through Go values loses: the text of numbers, the order of
// members, and the exact bytes of every part.
//
// A [Doc] is reused from event to event and allocates only while its slices
// grow. It refers to the text that it parsed, so nodes and the strings got from
// them are valid until that text changes or the next Parse.
//
// The grammar is RFC 8259, strictly. Of duplicate members the last value wins,
// at the place of the first, as in the JVM parsers whose data we read. Invalid
// UTF-8 and lone surrogates read as U+FFFD.
//
// The package neither builds nor changes documents; it writes compact text
// ([Node.AppendCompact], [AppendString]) and nothing else.
package jsondoc
