package stage

import (
	"context"
	"encoding/json"
	"fmt"
	"path"
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
	Result   shred.Result     `json:"result"`
	Families map[string]int64 `json:"families,omitempty"` // failed events
}

// A ShredTable is a table that a run has rows for.
type ShredTable struct {
	Name   string
	Schema iglu.Key // of tabular types the newest version built in
	Layout load.Layout
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
	if d.Outputs, err = ps.commit(); err != nil {
		return err
	}
	detail := Shredded{Result: shred.Result{Stats: st, Types: sh.Types(), Tables: out.tables}, Families: out.failed.reasons}
	for _, o := range d.Outputs {
		if o.Table == FailedTable {
			continue
		}
		d.Counts[CountRows(o.Table)] += o.Rows
		folder, name := path.Split(strings.TrimPrefix(o.Key, store.RunFolder(s.doc.Run)))
		i := slices.IndexFunc(detail.Result.Tables, func(t shred.TableParts) bool { return t.Folder+"/" == folder })
		t := &detail.Result.Tables[i]
		t.Parts = append(t.Parts, shred.Part{Name: name, Rows: o.Rows, Columns: max(0, o.Columns-len(load.Meta())), Size: o.Size, SHA256: o.Digest, StoredSHA256: o.SHA256})
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
	tables []shred.TableParts
	files  map[string]int // objects per folder
}

var _ shred.Output = (*shredOutput)(nil)

// Open begins an object for rows of a table. It is created only with its first
// row, but for the events table, which every bin has.
func (o *shredOutput) Open(t shred.TableInfo) (shred.Table, error) {
	l := &lazyPart{o: o, table: shred.TableParts{
		Folder: strings.TrimSuffix(t.Folder, "/"), Schema: t.Key.String(), Encoding: t.Encoding, Columns: t.Columns,
	}}
	st := tableOf(t.Key, t.Encoding)
	l.name = st.Name
	if st.Layout == load.TabularTSV {
		l.columns = len(load.Meta()) + len(t.Columns)
	}
	if t.Key == shred.AtomicKey {
		return l, l.open()
	}
	return l, nil
}

// tableOf is the table of a type's rows.
func tableOf(k iglu.Key, e shred.Encoding) ShredTable {
	switch {
	case k == shred.AtomicKey:
		return ShredTable{load.EventsTable, k, load.AtomicTSV}
	case e == shred.EncodingTSV:
		return ShredTable{ddl.TableName(k), k, load.TabularTSV}
	}
	return ShredTable{ddl.TableName(k), k, load.R108JSON}
}

// Bad writes a failed event.
func (o *shredOutput) Bad(r *badrow.Row) error { return o.failed.write(r) }

// lazyPart is an object that begins with its first row: Open announces tables of
// which no event may turn out to be good.
type lazyPart struct {
	o       *shredOutput
	table   shred.TableParts
	name    string
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
	o, s := l.o, l.o.stage
	n := o.files[l.table.Folder]
	o.files[l.table.Folder]++
	key := store.PartKey(s.doc.Run, l.table.Folder+"/", o.bin, n, "")
	l.part = o.parts.add(newPart(o.ctx, s.env.Places[PlaceShredded], PlaceShredded, key, s.set.Compression))
	l.part.table, l.part.columns = l.name, l.columns
	if i := slices.IndexFunc(o.tables, func(t shred.TableParts) bool { return t.Folder == l.table.Folder }); i >= 0 {
		o.tables[i] = l.table // the same with more columns
		return nil
	}
	o.tables = append(o.tables, l.table)
	return nil
}

// Merged adds up what the bins of shred gave.
func Merged(done []*engine.Done) (*shred.Result, error) {
	var r shred.Result
	for _, d := range done {
		var detail Shredded
		if err := json.Unmarshal(d.Detail, &detail); err != nil {
			return nil, fmt.Errorf("%w: detail of bin %d: %w", engine.ErrDone, d.Bin, err)
		}
		r.Merge(&detail.Result)
	}
	return &r, nil
}

// Tables lists the tables of a result by name, each with the newest schema.
func Tables(r *shred.Result) ([]ShredTable, error) {
	var all []ShredTable
	for _, p := range r.Tables {
		k, err := iglu.ParseKey(p.Schema)
		if err != nil {
			return nil, fmt.Errorf("table in %s: %w", p.Folder, err)
		}
		t := tableOf(k, p.Encoding)
		i := slices.IndexFunc(all, func(u ShredTable) bool { return u.Name == t.Name })
		switch {
		case i < 0:
			all = append(all, t)
		case t.Schema.Version.Compare(all[i].Schema.Version) > 0:
			all[i] = t
		}
	}
	slices.SortFunc(all, func(a, b ShredTable) int { return strings.Compare(a.Name, b.Name) })
	return all, nil
}
