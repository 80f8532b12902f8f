// Package uap finds browser, operating system and device in a user agent by
// rules of the ua-parser project (uap-core): three lists of expressions, in each
// of which the first that matches decides.
//
// Trying more than a thousand expressions one after the other takes
// milliseconds. So each expression is asked at load what literals a text must
// have for it to match ([clauses]); one pass over the user agent finds
// the literals that it has, and only the expressions that are left, a handful,
// are tried. What comes out is the same.
//
// A recent set of rules is part of the program ([Default]); [Parse] reads others
// in the form of uap-core's regexes.yaml. Expressions are those of Go's regexp,
// which all of uap-core's are: look-around and back-references are refused.
package uap
