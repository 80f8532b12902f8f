package stage

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/camonica/camonica/engine"
	"github.com/camonica/camonica/load"
	"github.com/camonica/camonica/load/warehouse"
)

// Loaded is the detail of done records of load: the segments of the bin.
type Loaded struct {
	Segments []LoadedSegment `json:"segments"`
}

// LoadedSegment is the segment that a bin gave to a table.
type LoadedSegment struct {
	Table string `json:"table"`
	warehouse.Segment
	Bad int64 `json:"bad,omitempty"` // values that became null
}

// CountBadValues counts values that became null because their column could not
// hold them.
const CountBadValues = "bad_values"

// openLoad prepares stage load: the rows of a bin become one Parquet segment a
// table.
func openLoad(_ context.Context, doc *engine.Document, env Env) (binFunc, error) {
	set, err := settings[Load](doc)
	if err != nil {
		return nil, err
	}
	bad := load.RefuseBadValues
	if set.NullBadValues {
		bad = load.NullBadValues
	}
	return func(ctx context.Context, b *engine.Bin, d *engine.Done) error {
		parts := map[string][]load.Part{}
		layouts := map[string]load.Layout{}
		for _, t := range set.Tables {
			layouts[t.Name] = t.Layout
		}
		for _, s := range b.Splits {
			layout, ok := layouts[s.Table]
			if !ok {
				return fmt.Errorf("%w: object of table %s, which the stage does not know", engine.ErrDocument, s.Table)
			}
			parts[s.Table] = append(parts[s.Table], load.Part{
				Store: env.Places[s.Place], Key: s.Key, Bin: b.Bin, Layout: layout, Rows: s.Rows, Columns: s.Columns, Digest: s.Digest,
			})
			d.Inputs = append(d.Inputs, engine.Object{Place: s.Place, Key: s.Key, Size: s.Size, Digest: s.Digest, Rows: s.Rows, Table: s.Table})
		}
		var done Loaded
		for _, t := range set.Tables {
			if len(parts[t.Name]) == 0 {
				continue
			}
			s, err := warehouse.PutSegment(ctx, env.Places[PlaceWarehouse], doc.Run, t.WithPaths(), b.Bin, parts[t.Name], bad)
			if err != nil {
				return fmt.Errorf("load table %s: %w", t.Name, err)
			}
			done.Segments = append(done.Segments, LoadedSegment{Table: t.Name, Segment: s, Bad: s.Bad})
			d.Counts[CountRows(t.Name)] = s.Rows
			d.Counts[CountBadValues] += s.Bad
			d.Outputs = append(d.Outputs, engine.Object{
				Place: PlaceWarehouse, Key: s.Key, Size: s.Bytes, Digest: s.SHA256, Rows: s.Rows, Table: t.Name,
			})
		}
		var err error
		d.Detail, err = json.Marshal(done)
		return err
	}, nil
}

// CountRows is the count of rows of a table, in done records of shred and load.
func CountRows(table string) string { return "rows:" + table }

// Segments gathers the segments of all bins in the order of tables, and how many
// values became null.
func Segments(done []*engine.Done, tables []LoadTable) (segments [][]warehouse.Segment, bad int64, err error) {
	segments = make([][]warehouse.Segment, len(tables))
	at := map[string]int{}
	for i := range tables {
		at[tables[i].Name] = i
	}
	for _, d := range done {
		var detail Loaded
		if err := json.Unmarshal(d.Detail, &detail); err != nil {
			return nil, 0, fmt.Errorf("%w: detail of bin %d: %w", engine.ErrDone, d.Bin, err)
		}
		for _, s := range detail.Segments {
			i, ok := at[s.Table]
			if !ok {
				return nil, 0, fmt.Errorf("%w: bin %d has a segment of table %s", engine.ErrDone, d.Bin, s.Table)
			}
			segments[i] = append(segments[i], s.Segment)
			bad += s.Bad
		}
	}
	return segments, bad, nil
}
