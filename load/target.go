package load

import (
	"context"
	"errors"
	"fmt"

	"github.com/camonica/camonica/store"
)

// A Target holds loaded rows.
//
// Load puts all rows of a batch into it, exactly once and all or nothing: the
// rows and the record of the run become visible together. A run that is there
// already is no error but a Receipt that says so. After a crash at any instant
// the target holds either nothing of the batch or all of it, and Load may be
// called again.
//
// Errors: *DataError for what is wrong with the rows (never tried again), else
// an outage.
type Target interface {
	Load(ctx context.Context, b Batch) (Receipt, error)
}

// A Batch is what one run loads.
type Batch struct {
	Run     string // run key, the name of the run's folder without "run="
	Source  string // where the shredded rows lie, for people
	Version string // of the program
	Tables  []Rows
}

// Rows are the rows of one table and the objects that hold them.
type Rows struct {
	Table
	Parts []Part
}

// A Layout is the form of the rows in a part.
type Layout uint8

// The layouts of parts.
const (
	AtomicTSV  Layout = iota // columns of the events table between tabs, nothing = null
	TabularTSV               // entity columns between tabs, \N = null, \\N = the text \N
	CopyTSV                  // the same with \t \n \r \\ escaped as COPY does
	R108JSON                 // one shredded JSON object a line
	FailedJSON               // one failed event a line
)

// A Part is one object with rows. Its key says how it is compressed: .gz, .zst
// or neither.
type Part struct {
	Store  store.Store
	Key    string
	Bin    int // number of the bin that wrote it; parts of one bin become one segment
	Layout Layout
	Rows   int64 // as its writer counted; -1 if unknown
	// Columns is how many of the table's columns the rows have, where a later
	// version of the schema added more at the end; 0 = all.
	Columns int
	// Digest is the SHA-256 (hex) that the object must have; "" = not known.
	Digest string
}

// ErrDigest reports a part that is not the object that its writer made.
var ErrDigest = errors.New("load: content differs from what its writer made")

// A Receipt says what Load did.
type Receipt struct {
	Run    string
	Loaded bool             // false: the run was there already
	Rows   map[string]int64 // rows by table
	Digest string           // of all the rows, equal for equal rows
	Nulled []DataError      // values left out under NullBadValues, the first of them
	Bad    int64            // how many there are in all
}

// BadValues says what happens to a value that its column's type can't hold.
type BadValues uint8

// What can happen to such a value.
const (
	RefuseBadValues BadValues = iota // the load ends with a *DataError, nothing is committed
	NullBadValues                    // the value becomes null, is counted and reported
)

// A Position says where a row came from.
type Position struct {
	Object string
	Line   int64 // from 1
}

// A RowSource hands out rows as text.
type RowSource interface {
	// Next reads the next row into fields, one per column of the table, nil for
	// null. The fields are valid until the next call. io.EOF after the last row,
	// a *DataError for a row that can't be read, else an outage.
	Next(fields [][]byte) error
	// Position tells where the row read last stands.
	Position() Position
}

// A DataError says that a row or value can't be loaded. It holds no data.
type DataError struct {
	Position
	Table  string
	Column string // "" if the row as a whole is wrong
	Reason string
}

func (e *DataError) Error() string {
	if e.Column == "" {
		return fmt.Sprintf("load %s: %s line %d: %s", e.Table, e.Object, e.Line, e.Reason)
	}
	return fmt.Sprintf("load %s: %s line %d: column %s: %s", e.Table, e.Object, e.Line, e.Column, e.Reason)
}

// What targets answer besides.
var (
	// ErrConflict reports a run that is loaded already, with other rows.
	ErrConflict = errors.New("load: the run is loaded with other rows")
	// ErrCount reports that a part has not as many rows as its writer counted.
	ErrCount = errors.New("load: number of rows differs from the writer's count")
)
