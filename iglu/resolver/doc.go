// Package resolver builds the set of schemas of a run from a resolver
// configuration: it opens the registries, puts them in order, and lets the
// schemas that come with the program stand in for Iglu Central.
package resolver
