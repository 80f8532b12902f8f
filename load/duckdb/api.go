package duckdb

import (
	"errors"
	"fmt"
	"runtime"

	"github.com/camonica/camonica/load"
)

// ErrNoSQL is the answer of a program that was built without cgo.
var ErrNoSQL = errors.New("this build has no SQL engine: build camonica with CGO_ENABLED=1 and a C compiler to query the warehouse or load warehouse.duckdb")

// Options bound what the engine uses.
type Options struct {
	Threads  int // 0: as many as there are processors
	MemoryMB int // 0: DefaultMemoryMB
}

// DefaultMemoryMB leaves room for the readers and the rest of the process below
// 512 MB.
const DefaultMemoryMB = 256

func (o Options) threads() int {
	if o.Threads > 0 {
		return o.Threads
	}
	return runtime.GOMAXPROCS(0)
}

func (o Options) memory() string {
	if o.MemoryMB > 0 {
		return fmt.Sprintf("%dMB", o.MemoryMB)
	}
	return fmt.Sprintf("%dMB", DefaultMemoryMB)
}

// A TableInfo describes a table or view as the engine sees it.
type TableInfo struct {
	Name    string
	Comment string // the newest schema, for tables of entities
	Columns []load.Column
}
