//go:build !cgo

package duckdb

import (
	"context"
	"database/sql"

	"github.com/camonica/camonica/load"
	"github.com/camonica/camonica/store"
)

// A DB is a warehouse open for queries; there is none in this build.
type DB struct{}

// OpenSegments answers ErrNoSQL.
func OpenSegments(context.Context, store.Store, Options) (*DB, error) { return nil, ErrNoSQL }

// OpenFile answers ErrNoSQL.
func OpenFile(context.Context, string, Options) (*DB, error) { return nil, ErrNoSQL }

// Query answers ErrNoSQL.
func (*DB) Query(context.Context, string) (*sql.Rows, error) { return nil, ErrNoSQL }

// Tables answers ErrNoSQL.
func (*DB) Tables(context.Context) ([]TableInfo, error) { return nil, ErrNoSQL }

// Schema answers ErrNoSQL.
func (*DB) Schema(context.Context, string) (TableInfo, error) { return TableInfo{}, ErrNoSQL }

// Close does nothing.
func (*DB) Close() error { return nil }

// A FileTarget loads a database file; it can't in this build.
type FileTarget struct{}

var _ load.Target = (*FileTarget)(nil)

// NewFileTarget makes a target that answers ErrNoSQL.
func NewFileTarget(string, load.BadValues, Options) *FileTarget { return new(FileTarget) }

// Load answers ErrNoSQL.
func (*FileTarget) Load(context.Context, load.Batch) (load.Receipt, error) {
	return load.Receipt{}, ErrNoSQL
}
