// Package literal finds which of many literals a text contains, in one pass
// over the text whatever their number.
//
// ASCII letters match in both cases. It tells what is there, not where or how
// often: its users ask questions such as "any of these names, and none of
// those", or use it to leave out expressions that cannot match.
package literal
