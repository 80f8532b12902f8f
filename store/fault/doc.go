// Package fault wraps a store so that it fails as stores do: by errors that
// pass, by streams that break off or end early, by bits that flip, and by a
// process that dies. It is for tests and for camonica's own drills; faults come
// from a seed and can be repeated.
package fault
