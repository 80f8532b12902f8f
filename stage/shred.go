package stage

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/build"
	"github.com/camonica/camonica/engine"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/iglu/ddl"
	"github.com/camonica/camonica/load"
	"github.com/camonica/camonica/shred"
	"github.com/camonica/camonica/shred/dedupe"
	"github.com/camonica/camonica/store"
)

// Values of Shred.Layout.
const (
	LayoutR108 = "r108" // JSON below shredded-types
	LayoutR35  = "r35"  // tabular, a folder per type and model
)

// ShredOptions are the options of a Shredder for a layout.
func ShredOptions(layout string) (shred.Options, error) {
	switch layout {
	case LayoutR108:
		return shred.Options{Layout: shred.JSON, Cut: true}, nil
	case LayoutR35:
		return shred.Options{Layout: shred.ModelTSV, Formats: shred.Formats{Tabular: true}}, nil
	}
	return shred.Options{}, fmt.Errorf("shred: no layout %q, only %s and %s", layout, LayoutR108, LayoutR35)
}

// openShred prepares stage shred: enriched events and verdicts in; rows of events
// and entities, and failed events, out.
func openShred(_ context.Context, doc *engine.Document, env Env) (binFunc, error) {
	set, err := settings[Shred](doc)
	if err != nil {
		return nil, err
	}
	o, err := ShredOptions(set.Layout)
	if err != nil {
		return nil, err
	}
	o.Schemas = env.Schemas
	o.Validate = !set.SkipValidation
	o.R108 = set.FailedFormat == R108
	o.Processor = badrow.Processor{Artifact: "camonica", Version: build.Version}
	o.Time = doc.ETLTstamp
	s := &shredStage{doc: doc, env: env, set: set, options: o}
	return s.bin, nil
}

type shredStage struct {
	doc     *engine.Document
	env     Env
	set     Shred
	options shred.Options
}

// Shredded is the detail of done records of shred.
type Shredded struct {
	Tables   []ShredTable     `json:"tables"`
	Types    []TypeUse        `json:"types"`
	First    string           `json:"first,omitempty"` // collector_tstamp of good events
	Last     string           `json:"last,omitempty"`
	Families map[string]int64 `json:"families,omitempty"` // failed events
}

// ShredTable is a table that a bin has rows for.
type ShredTable struct {
	Table   string      `json:"table"`
	Schema  string      `json:"schema"` // Iglu URI of the newest version built in
	Folder  string      `json:"folder"` // below the run's
	Layout  load.Layout `json:"layout"`
	Columns []string    `json:"columns,omitempty"` // data columns of tabular types
}

// TypeUse is a type that good events had.
type TypeUse struct {
	Schema   string `json:"schema"`
	Encoding string `json:"encoding"`
	Event    bool   `json:"event,omitempty"`
	Context  bool   `json:"context,omitempty"`
}

func (s *shredStage) bin(ctx context.Context, b *engine.Bin, d *engine.Done) error {
	exchange := s.env.Places[PlaceExchange]
	verdicts, err := dedupe.NewCursor(ctx, b.Bin, s.set.Buckets, func(bucket int) (dedupe.Object, error) {
		return exchangeObject(ctx, exchange, store.VerdictsKey(s.doc.Run, bucket))
	})
	if err != nil {
		return err
	}
	ps := &parts{ctx: ctx}
	defer ps.abort()
	out := &shredOutput{
		ctx: ctx, stage: s, bin: b.Bin, parts: ps, files: map[string]int{},
		failed: newFailedParts(ctx, &s.env, PlaceShreddedBad, s.doc.Run, b.Bin, s.set.FailedFormat, s.set.FailedCompression, ps),
	}
	sh, err := shred.New(s.options, out)
	if err != nil {
		return err
	}
	var n int64
	for _, split := range b.Splits {
		o, rows, err := eachLine(ctx, s.env.Places[split.Place], split, func(line []byte) error {
			v := verdicts.At(n)
			n++
			return sh.Shred(ctx, line, dedupe.At(b.Bin, n-1), v)
		})
		if err != nil {
			return err
		}
		o.Rows = rows
		d.Inputs = append(d.Inputs, o)
	}
	st := sh.Stats()
	d.Counts[engine.CountIn] = n
	d.Counts[engine.CountGood] = st.Good
	d.Counts[engine.CountFailed] = st.Bad
	d.Counts[engine.CountDropped] = st.Dropped
	d.Counts[CountEntities] = st.Entities
	detail := Shredded{Tables: out.tables, First: st.First, Last: st.Last, Families: out.failed.reasons}
	for _, t := range sh.Types() {
		detail.Types = append(detail.Types, TypeUse{t.Key.String(), string(t.Encoding), t.Event, t.Context})
	}
	if d.Outputs, err = ps.commit(); err != nil {
		return err
	}
	for _, o := range d.Outputs {
		if o.Table != "" && o.Table != FailedTable {
			d.Counts[CountRows(o.Table)] += o.Rows
		}
	}
	d.Detail, err = json.Marshal(detail)
	return err
}

// CountEntities counts rows of entities, in done records of shred.
const CountEntities = "entities"

// shredOutput makes an object of each table of a bin; of a tabular one that gets
// more columns another.
type shredOutput struct {
	ctx    context.Context
	stage  *shredStage
	bin    int
	parts  *parts
	failed *failedParts
	tables []ShredTable
	files  map[string]int // objects per folder
}

var _ shred.Output = (*shredOutput)(nil)

// Open begins an object for rows of a table. It is created only with its first
// row, but for the events table, which every bin has.
func (o *shredOutput) Open(t shred.TableInfo) (shred.Table, error) {
	table := ShredTable{Folder: strings.TrimSuffix(t.Folder, "/") + "/", Schema: t.Key.String(), Columns: t.Columns, Layout: load.R108JSON, Table: ddl.TableName(t.Key)}
	columns := 0
	switch {
	case t.Key == shred.AtomicKey:
		table.Table, table.Layout = load.EventsTable, load.AtomicTSV
	case t.Encoding == shred.EncodingTSV:
		table.Layout = load.TabularTSV
		columns = len(load.Meta()) + len(t.Columns)
	}
	l := &lazyPart{o: o, table: table, columns: columns}
	if table.Table == load.EventsTable {
		return l, l.open()
	}
	return l, nil
}

// Bad writes a failed event.
func (o *shredOutput) Bad(r *badrow.Row) error { return o.failed.write(r) }

// lazyPart is an object that begins with its first row: Open announces tables of
// which no event may turn out to be good.
type lazyPart struct {
	o       *shredOutput
	table   ShredTable
	columns int
	part    *part
}

// Row appends a row.
func (l *lazyPart) Row(line []byte) error {
	if l.part == nil {
		if err := l.open(); err != nil {
			return err
		}
	}
	return l.part.row(line)
}

func (l *lazyPart) open() error {
	o := l.o
	n := o.files[l.table.Folder]
	o.files[l.table.Folder]++
	s := o.stage
	key := store.PartKey(s.doc.Run, l.table.Folder, o.bin, n, "")
	l.part = o.parts.add(newPart(o.ctx, s.env.Places[PlaceShredded], PlaceShredded, key, s.set.Compression))
	l.part.table, l.part.columns = l.table.Table, l.columns
	if i := slices.IndexFunc(o.tables, func(t ShredTable) bool { return t.Folder == l.table.Folder }); i >= 0 {
		o.tables[i] = l.table // the same with more columns
		return nil
	}
	o.tables = append(o.tables, l.table)
	return nil
}

// Tables merges the tables of all bins: of each the one with the newest schema.
func Tables(done []*engine.Done) ([]ShredTable, error) {
	var all []ShredTable
	for _, d := range done {
		var detail Shredded
		if err := json.Unmarshal(d.Detail, &detail); err != nil {
			return nil, fmt.Errorf("%w: detail of bin %d: %w", engine.ErrDone, d.Bin, err)
		}
		for _, t := range detail.Tables {
			i := slices.IndexFunc(all, func(u ShredTable) bool { return u.Table == t.Table })
			switch {
			case i < 0:
				all = append(all, t)
			case Newer(t.Schema, all[i].Schema):
				all[i] = t
			}
		}
	}
	slices.SortFunc(all, func(a, b ShredTable) int { return strings.Compare(a.Table, b.Table) })
	return all, nil
}

// Newer tells whether Iglu URI a is of a later version than b.
func Newer(a, b string) bool {
	x, errA := iglu.ParseKey(a)
	y, errB := iglu.ParseKey(b)
	return errA == nil && errB == nil && x.Version.Compare(y.Version) > 0
}
