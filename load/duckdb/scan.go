//go:build cgo

package duckdb

import (
	"context"
	"fmt"
	"math/big"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	engine "github.com/duckdb/duckdb-go/v2"

	"github.com/camonica/camonica/load"
	"github.com/camonica/camonica/load/parquet"
	"github.com/camonica/camonica/load/warehouse"
)

// A scan reads the rows of a group for one query: its threads take one row group
// of a segment after another.
type scan struct {
	ctx     context.Context // of the query
	w       *warehouse.Warehouse
	group   *group
	columns []engine.ColumnInfo
	threads int
	units   []unit
	next    atomic.Int64 // of units
}

// A unit is a row group of a segment.
type unit struct {
	segment *openSegment
	group   int
	rows    int
}

// An openSegment is a segment whose footer is read by the first thread that
// needs it, and forgotten when all row groups are taken.
type openSegment struct {
	*warehouse.Stored
	mu    sync.Mutex
	file  *parquet.File
	taken int // row groups
}

var _ engine.ParallelChunkTableSource = (*scan)(nil)

func newScan(ctx context.Context, w *warehouse.Warehouse, g *group, threads int) (*scan, error) {
	s := &scan{ctx: ctx, w: w, group: g, threads: threads}
	for _, c := range g.columns {
		t, err := typeInfo(c.Type)
		if err != nil {
			return nil, fmt.Errorf("column %s: %w", c.Name, err)
		}
		s.columns = append(s.columns, engine.ColumnInfo{Name: c.Name, T: t})
	}
	for _, stored := range g.segments {
		seg := &openSegment{Stored: stored}
		for i, rows := range stored.Groups {
			s.units = append(s.units, unit{seg, i, int(rows)})
		}
	}
	return s, nil
}

func typeInfo(t load.Type) (engine.TypeInfo, error) {
	switch t {
	case load.Int:
		return engine.NewTypeInfo(engine.TYPE_INTEGER)
	case load.BigInt:
		return engine.NewTypeInfo(engine.TYPE_BIGINT)
	case load.Double:
		return engine.NewTypeInfo(engine.TYPE_DOUBLE)
	case load.Decimal:
		return engine.NewDecimalInfo(18, load.DecimalScale)
	case load.Bool:
		return engine.NewTypeInfo(engine.TYPE_BOOLEAN)
	case load.Timestamp:
		return engine.NewTypeInfo(engine.TYPE_TIMESTAMP)
	case load.Date:
		return engine.NewTypeInfo(engine.TYPE_DATE)
	case load.UUID:
		return engine.NewTypeInfo(engine.TYPE_UUID)
	}
	return engine.NewTypeInfo(engine.TYPE_VARCHAR)
}

// ColumnInfos implements engine.ParallelChunkTableSource.
func (s *scan) ColumnInfos() []engine.ColumnInfo { return s.columns }

// Cardinality implements engine.ParallelChunkTableSource.
func (s *scan) Cardinality() *engine.CardinalityInfo {
	return &engine.CardinalityInfo{Cardinality: uint(s.group.rows), Exact: true}
}

// Init implements engine.ParallelChunkTableSource.
func (s *scan) Init() engine.ParallelTableSourceInfo {
	s.next.Store(0)
	return engine.ParallelTableSourceInfo{MaxThreads: max(1, min(s.threads, len(s.units)))}
}

// NewLocalState implements engine.ParallelChunkTableSource.
func (s *scan) NewLocalState() any { return new(thread) }

// A thread is the state of one of the threads of a scan.
type thread struct {
	known   bool              // projected is
	wanted  []int             // numbers of the columns that the query asks for
	left    int               // rows of the open row group
	cursors []*parquet.Cursor // parallel to wanted; nil: the segment lacks the column
	vector  parquet.Vector
}

// FillChunk implements engine.ParallelChunkTableSource.
func (s *scan) FillChunk(local any, chunk engine.DataChunk) error {
	t := local.(*thread)
	if !t.known {
		// A column that is not asked for has no vector.
		for i := range s.columns {
			if _, err := chunk.GetVector(i); err == nil {
				t.wanted = append(t.wanted, i)
			}
		}
		t.known = true
	}
	for t.left == 0 {
		if err := s.ctx.Err(); err != nil {
			return err
		}
		i := s.next.Add(1) - 1
		if i >= int64(len(s.units)) {
			return chunk.SetSize(0)
		}
		if err := s.open(t, s.units[i]); err != nil {
			return err
		}
	}
	n := min(t.left, engine.GetDataChunkCapacity())
	for i, column := range t.wanted {
		if t.cursors[i] == nil {
			for row := range n {
				if err := chunk.SetValue(column, row, nil); err != nil {
					return err
				}
			}
			continue
		}
		if err := t.cursors[i].Read(&t.vector, n); err != nil {
			return err
		}
		if err := fill(chunk, column, n, s.group.columns[column].Type, &t.vector); err != nil {
			return err
		}
	}
	t.left -= n
	return chunk.SetSize(n)
}

// open begins a row group. Without columns, as for a count, nothing is fetched.
func (s *scan) open(t *thread, u unit) error {
	t.left = u.rows
	t.cursors = nil
	if len(t.wanted) == 0 {
		return nil
	}
	file, err := s.file(u)
	if err != nil {
		return err
	}
	numbers := make([]int, len(t.wanted))
	for i, column := range t.wanted {
		numbers[i] = slices.IndexFunc(file.Columns(), func(c load.Column) bool { return c.Name == s.group.columns[column].Name })
	}
	if t.cursors, err = file.Cursors(u.group, numbers); err != nil {
		return fmt.Errorf("segment %s: %w", u.segment.Key, err)
	}
	return nil
}

func (s *scan) file(u unit) (*parquet.File, error) {
	seg := u.segment
	seg.mu.Lock()
	defer seg.mu.Unlock()
	file := seg.file
	if file == nil {
		var err error
		if file, err = s.w.OpenSegment(s.ctx, seg.Stored); err != nil {
			return nil, err
		}
		seg.file = file
	}
	if seg.taken++; seg.taken == len(seg.Groups) {
		seg.file, seg.taken = nil, 0
	}
	return file, nil
}

// fill hands n values to the engine.
func fill(chunk engine.DataChunk, column, n int, t load.Type, v *parquet.Vector) error {
	switch t {
	case load.Text, load.JSON:
		return set(chunk, column, n, v, func(i int) []byte { return v.Bytes[i] })
	case load.Double:
		return set(chunk, column, n, v, func(i int) float64 { return v.Doubles[i] })
	case load.UUID:
		return set(chunk, column, n, v, func(i int) engine.UUID { return v.UUIDs[i] })
	case load.Bool:
		return set(chunk, column, n, v, func(i int) bool { return v.Ints[i] != 0 })
	case load.Int:
		return set(chunk, column, n, v, func(i int) int32 { return int32(v.Ints[i]) })
	case load.Timestamp:
		return set(chunk, column, n, v, func(i int) time.Time { return time.UnixMicro(v.Ints[i]).UTC() })
	case load.Date:
		return set(chunk, column, n, v, func(i int) time.Time { return time.Unix(v.Ints[i]*24*60*60, 0).UTC() })
	case load.Decimal:
		return set(chunk, column, n, v, func(i int) engine.Decimal {
			return engine.Decimal{Width: 18, Scale: load.DecimalScale, Value: big.NewInt(v.Ints[i])}
		})
	}
	return set(chunk, column, n, v, func(i int) int64 { return v.Ints[i] })
}

func set[T any](chunk engine.DataChunk, column, n int, v *parquet.Vector, value func(int) T) error {
	for i := range n {
		var err error
		if v.Valid[i] {
			err = engine.SetChunkValue(chunk, column, i, value(i))
		} else {
			err = chunk.SetValue(column, i, nil)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
