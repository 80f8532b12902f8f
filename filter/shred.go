package filter

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"
	"time"

	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/payload/container"
	"github.com/camonica/camonica/seal/spill"
	"github.com/camonica/camonica/shred"
	"github.com/camonica/camonica/shred/dedupe"
	"github.com/camonica/camonica/store"
)

// ShredOptions say how enriched events become rows.
type ShredOptions struct {
	// Shred is the layout, and more. Time 0 is the etl_tstamp of the first event,
	// so that the output depends on nothing but the input.
	Shred  shred.Options
	Limits container.Limits
	// Spool keeps the events between two readings of them; Spill what does not
	// fit into memory when duplicates are looked for.
	Spool *spill.Folder
	Spill dedupe.Spill
	Base  string // of the output, as a URI
	Run   string // name of the run in the completion document
}

// ErrNotEmpty says that there is something in the folder that rows are written to.
var ErrNotEmpty = errors.New("the output folder is not empty")

// Shred reads the enriched events of all inputs and puts their rows into dst: a
// file for each table, and last of all the completion document. Duplicates among
// the events are removed as the pipeline does. Failed events go to bad, one a
// line; it may be nil.
//
// After an error the completion document is not there.
func Shred(ctx context.Context, inputs []Input, o ShredOptions, dst store.Store, bad io.Writer) (*shred.Result, *Report, error) {
	for info, err := range dst.List(ctx, "") {
		if err != nil {
			return nil, nil, err
		}
		return nil, nil, fmt.Errorf("%w: %s", ErrNotEmpty, info.Key)
	}
	s, err := newSpool(ctx, inputs, o.Limits, o.Spool)
	if err != nil {
		return nil, nil, err
	}
	defer s.close()
	verdicts, err := s.verdicts(ctx, o.Spill)
	if err != nil {
		return nil, nil, err
	}
	if o.Shred.Time == 0 {
		o.Shred.Time = s.first
	}
	out := &shredOutput{ctx: ctx, dst: dst, bad: bad, r108: o.Shred.R108, report: Report{failures: make(map[Reason]int64)}}
	defer out.abort()
	sh, err := shred.New(o.Shred, out)
	if err != nil {
		return nil, nil, err
	}
	if err := shredAll(ctx, s, sh, verdicts, o.Limits); err != nil {
		return nil, nil, err
	}
	result := &shred.Result{Stats: sh.Stats(), Types: sh.Types()}
	if err := out.commit(result); err != nil {
		return nil, nil, err
	}
	out.report.In, out.report.Good, out.report.Failed = s.count, result.Stats.Good, result.Stats.Bad
	return result, &out.report, complete(ctx, dst, o, result)
}

func shredAll(ctx context.Context, s *spool, sh *shred.Shredder, verdicts *dedupe.Cursor, limits container.Limits) error {
	f, err := s.lines.NewReader(0)
	if err != nil {
		return err
	}
	defer f.Close()
	limits.Decompressed = s.lines.Size()
	r, err := container.Open(f, false, limits)
	if err != nil {
		return err
	}
	defer r.Close()
	for n := int64(0); ; n++ {
		rec, err := r.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := sh.Shred(ctx, rec.Bytes, dedupe.At(0, n), verdicts.At(n)); err != nil {
			return err
		}
	}
}

// complete writes the completion document, whose times are those of the events.
func complete(ctx context.Context, dst store.Store, o ShredOptions, r *shred.Result) error {
	at := time.UnixMilli(o.Shred.Time).UTC()
	b, err := json.Marshal(&shred.Complete{
		Base: o.Base, Run: o.Run, Layout: o.Shred.Layout, Started: at, Completed: at, Processor: o.Shred.Processor, Result: *r,
	})
	if err != nil {
		return fmt.Errorf("encode %s: %w", shred.CompleteName, err)
	}
	if _, err := store.PutBytes(ctx, dst, shred.CompleteName, append(b, '\n')); err != nil {
		return fmt.Errorf("write %s: %w", shred.CompleteName, err)
	}
	return nil
}

// shredOutput is the files of all tables, open at the same time.
type shredOutput struct {
	ctx    context.Context
	dst    store.Store
	bad    io.Writer
	r108   bool
	buf    []byte
	tables []*tableFile
	report Report
}

// Open begins a file with the table's first row: of a table of which no event
// turns out to be good there is none.
func (o *shredOutput) Open(t shred.TableInfo) (shred.Table, error) {
	n := 0
	for _, other := range o.tables {
		if other.info.Folder == t.Folder {
			n++
		}
	}
	f := &tableFile{o: o, info: t, name: partName(n)}
	o.tables = append(o.tables, f)
	return f, nil
}

// partName is how store.PartKey names the parts of the one bin that there is.
func partName(n int) string {
	key := store.PartKey("x", "", 0, n, "")
	return key[strings.LastIndexByte(key, '/')+1:]
}

// Bad implements shred.Output.
func (o *shredOutput) Bad(r *badrow.Row) error {
	o.report.fail(map[Reason]int64{reasonOf(r): 1})
	if o.bad == nil {
		return nil
	}
	if o.r108 {
		o.buf = r.AppendR108(o.buf[:0])
	} else {
		o.buf = r.Append(o.buf[:0])
	}
	if _, err := o.bad.Write(append(o.buf, '\n')); err != nil {
		return fmt.Errorf("write failed events: %w", err)
	}
	return nil
}

// commit ends all files and lists them in r.
func (o *shredOutput) commit(r *shred.Result) error {
	for _, f := range o.tables {
		if f.w == nil {
			continue
		}
		part, err := f.commit()
		if err != nil {
			return err
		}
		t := shred.TableParts{
			Folder: f.info.Folder, Schema: f.info.Key.String(), Encoding: f.info.Encoding,
			Columns: f.info.Columns, Parts: []shred.Part{part},
		}
		r.Merge(&shred.Result{Tables: []shred.TableParts{t}})
	}
	return nil
}

func (o *shredOutput) abort() {
	for _, f := range o.tables {
		if f.w != nil {
			f.w.Abort()
		}
	}
}

// A tableFile is the rows of one table, of one number of columns.
type tableFile struct {
	o      *shredOutput
	info   shred.TableInfo
	name   string
	w      *store.Writer
	digest hash.Hash
	rows   int64
	size   int64
	buf    []byte
}

// tableBuffer is how many bytes of rows are gathered before they are written.
const tableBuffer = 32 << 10

// Row implements shred.Table.
func (f *tableFile) Row(line []byte) error {
	if f.w == nil {
		f.w, f.digest = store.Create(f.o.ctx, f.o.dst, f.key()), sha256.New()
	}
	f.rows++
	if f.buf = append(append(f.buf, line...), '\n'); len(f.buf) < tableBuffer {
		return nil
	}
	return f.flush()
}

func (f *tableFile) key() string { return strings.TrimSuffix(f.info.Folder, "/") + "/" + f.name }

func (f *tableFile) flush() error {
	f.digest.Write(f.buf)
	f.size += int64(len(f.buf))
	_, err := f.w.Write(f.buf)
	f.buf = f.buf[:0]
	if err != nil {
		return fmt.Errorf("write %s: %w", f.key(), err)
	}
	return nil
}

func (f *tableFile) commit() (shred.Part, error) {
	if err := f.flush(); err != nil {
		return shred.Part{}, err
	}
	if _, err := f.w.Commit(); err != nil {
		return shred.Part{}, fmt.Errorf("write %s: %w", f.key(), err)
	}
	p := shred.Part{Name: f.name, Rows: f.rows, Size: f.size, SHA256: hex.EncodeToString(f.digest.Sum(nil))}
	if f.info.Encoding == shred.EncodingTSV {
		p.Columns = len(f.info.Columns)
	}
	return p, nil
}
