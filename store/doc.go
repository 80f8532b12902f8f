// Package store is the object interface, and every key that we write
// (layout.go). store/file, store/s3 and store/mem hold objects; store/sealed,
// store/retry and store/fault wrap another store.
//
// Objects are immutable: created once under their final key, when whole, and
// never replaced.
package store
