// Package records keeps key records in a store.
//
// A record is <name>.0001.json. Like every object it is never changed: a new
// version gets the next number, then the older ones are deleted; the highest
// counts.
package records
