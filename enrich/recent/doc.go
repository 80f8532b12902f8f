// Package recent is a small bounded cache for one worker: what was used lately
// is in it, roughly, at the cost of one map access.
package recent
