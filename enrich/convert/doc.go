// Package convert turns the text of one tracker parameter into the text of a
// column: integers, decimals, times, dimensions, codes, ids, and what makes text
// safe for a tab-separated row.
//
// Every function is pure. Those of type [Func] append the column's text to the
// caller's buffer; what appends nothing leaves the column null. An absent value
// (a parameter without "=") is not an empty one: text and numbers become null,
// everything else fails.
//
// Errors are *[Error] values made once: they tell the kind of fault and what was
// expected, never the value, which is event data that the caller has.
//
// Base64, form encoding and querystrings are read by package payload.
package convert
