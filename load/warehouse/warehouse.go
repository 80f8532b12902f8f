package warehouse

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/camonica/camonica/load"
	"github.com/camonica/camonica/load/parquet"
	"github.com/camonica/camonica/store"
)

// A Warehouse is what the entries of a store say at one moment.
type Warehouse struct {
	s       store.Store
	Entries []*Entry
	Tables  []*Table // by name
}

// A Table is the union of what the runs put into one table.
type Table struct {
	load.Table
	Rows     int64
	Segments []Stored // in the order of runs and bins
}

// A Stored is a segment with the columns that it was written with.
type Stored struct {
	Segment
	Columns []load.Column
}

// Open reads the entries. Segments are opened only when their rows are needed.
func Open(ctx context.Context, s store.Store) (*Warehouse, error) {
	entries, err := ReadEntries(ctx, s)
	if err != nil {
		return nil, err
	}
	w := &Warehouse{s: s, Entries: entries}
	byName := make(map[string]*Table)
	for _, e := range entries {
		for i := range e.Tables {
			et := &e.Tables[i]
			t := byName[et.Name]
			if t == nil {
				t = &Table{Table: load.Table{Name: et.Name}}
				byName[et.Name] = t
				w.Tables = append(w.Tables, t)
			}
			t.merge(et)
		}
	}
	slices.SortFunc(w.Tables, func(a, b *Table) int { return strings.Compare(a.Name, b.Name) })
	return w, nil
}

// merge adds what a later run has.
func (t *Table) merge(et *EntryTable) {
	t.Columns = MergeColumns(t.Columns, et.Columns)
	if et.Schema != "" {
		t.Schema = et.Schema
	}
	t.Rows += et.Rows
	for _, s := range et.Segments {
		t.Segments = append(t.Segments, Stored{Segment: s, Columns: et.Columns})
	}
}

// MergeColumns returns the columns of a table that held old when rows with the
// columns more come: new ones at the end and nullable, types widened.
func MergeColumns(old, more []load.Column) []load.Column {
	merged := slices.Clone(old)
	for _, c := range more {
		i := slices.IndexFunc(merged, func(m load.Column) bool { return m.Name == c.Name })
		if i < 0 {
			c.Nullable = c.Nullable || len(old) > 0
			merged = append(merged, c)
			continue
		}
		merged[i].Type = load.Widen(merged[i].Type, c.Type)
		merged[i].Nullable = merged[i].Nullable || c.Nullable
	}
	for i := range merged {
		if !slices.ContainsFunc(more, func(c load.Column) bool { return c.Name == merged[i].Name }) {
			merged[i].Nullable = true
		}
	}
	return merged
}

// sureRange is up to which size a range is allocated before it is read; parquet
// asks for more only for large values.
const sureRange = 8 << 20

// OpenSegment opens a segment's file. Its ranges are fetched as they are needed.
func (w *Warehouse) OpenSegment(ctx context.Context, s *Stored) (*parquet.File, error) {
	f, err := parquet.Open(s.Bytes, func(off, n int64) ([]byte, error) {
		r, err := w.s.Open(ctx, s.Key, off, n)
		if err != nil {
			return nil, fmt.Errorf("open segment: %w", err)
		}
		defer r.Close()
		b := make([]byte, min(n, sureRange))
		if _, err = io.ReadFull(r, b); err == nil && n > sureRange {
			// The entry may say more than the segment has.
			more := bytes.NewBuffer(b)
			if _, err = io.CopyN(more, r, n-sureRange); err == io.EOF {
				err = io.ErrUnexpectedEOF
			}
			b = more.Bytes()
		}
		if err != nil {
			return nil, fmt.Errorf("read segment %s: %w", s.Key, err)
		}
		return b, nil
	})
	if err != nil {
		return nil, err
	}
	groups := make([]int64, f.Groups())
	for g := range groups {
		groups[g] = int64(f.Rows(g))
	}
	same := slices.EqualFunc(f.Columns(), s.Columns, func(a, b load.Column) bool { return a.Name == b.Name && a.Type == b.Type })
	if !same || !slices.Equal(groups, s.Groups) {
		return nil, fmt.Errorf("segment %s is not what its entry describes", s.Key)
	}
	return f, nil
}
