package sqlquery

import "context"

// A Database answers the statement of a configuration.
type Database interface {
	// Query runs the statement with the arguments: bool, int32, int64, float32,
	// float64 or string. Errors tell neither arguments nor credentials.
	Query(ctx context.Context, args []any) (*Rows, error)

	Close() error
}

// Rows are an answer.
type Rows struct {
	Columns []string
	Values  [][]Value
}

// A Value is one cell, as text.
type Value struct {
	Kind Kind
	Text string
}

// A Kind says how the text of a cell becomes JSON.
type Kind uint8

// The kinds of cells.
const (
	Null   Kind = iota
	Number      // as it is, if JSON has such a number
	Bool        // true or false
	Text        // a string
	Date        // yyyy-mm-dd: a string, the time of its start
	Other       // as it is if it is JSON, else a string
)

// A Failure is an error of a database as events tell it: the code, not the text,
// which may quote what was bound.
type Failure struct{ Code string }

func (f *Failure) Error() string {
	if f.Code == "" {
		return "database error"
	}
	return "database error " + f.Code
}
