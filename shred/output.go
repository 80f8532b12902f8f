package shred

import (
	"context"

	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/iglu"
)

// Schemas finds schemas; *iglu.Set is that of a run. Errors that are not a
// *iglu.URIError, *iglu.ResolutionError or *iglu.SchemaError are outages.
type Schemas interface {
	ByURI(ctx context.Context, uri string) (*iglu.Schema, error)
	// Versions returns the versions of k's model, ascending, k's own included.
	Versions(ctx context.Context, k iglu.Key) ([]iglu.Version, error)
}

// An Output takes what a Shredder makes. It belongs to the same worker.
type Output interface {
	// Open returns where rows of the table go. It is called once per table, and
	// again with more columns when a newer version of a tabular type turns up:
	// rows with different numbers of columns must not share a file.
	Open(t TableInfo) (Table, error)
	// Bad takes a failed event. The row is valid during the call only.
	Bad(row *badrow.Row) error
}

// A Table takes rows without their line end. A row is valid during the call only.
type Table interface {
	Row(line []byte) error
}

// A TableInfo describes a table of one run.
type TableInfo struct {
	Folder   string   // below the run's
	Key      iglu.Key // of tabular types the newest version built in
	Encoding Encoding
	// Columns are the data columns of a tabular type, in order, by the names of
	// package ddl. Those of an older version are the first of these.
	Columns []string
}

// A TypeUse is a type that events of a run had.
type TypeUse struct {
	Key      iglu.Key
	Encoding Encoding
	Event    bool // as the self-describing event
	Context  bool // as an entity
}

// Stats counts what a Shredder did, events and rows.
type Stats struct {
	Good     int64 `json:"good"`
	Bad      int64 `json:"bad"`
	Dropped  int64 `json:"dropped"`
	Entities int64 `json:"entities"`
	// First and Last are the earliest and latest collector_tstamp of good events,
	// as in the events; empty if there is none.
	First string `json:"first,omitempty"`
	Last  string `json:"last,omitempty"`
}
