package stage

import (
	"context"

	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/store"
)

// FailedTable is the table that failed events become rows of.
const FailedTable = "failed_events"

// failedParts writes the failed events of a bin: an object a family, or one in
// the form of R108.
type failedParts struct {
	ctx     context.Context
	store   store.Store
	place   string
	run     string
	bin     int
	r108    bool
	c       Compression
	parts   *parts
	open    map[badrow.Family]*part
	reasons map[string]int64 // events per family
	buf     []byte
}

func newFailedParts(ctx context.Context, env *Env, place, run string, bin int, format string, c Compression, ps *parts) *failedParts {
	return &failedParts{
		ctx: ctx, store: env.Places[place], place: place, run: run, bin: bin, r108: format == R108, c: c, parts: ps,
		open: map[badrow.Family]*part{}, reasons: map[string]int64{},
	}
}

// write appends one failed event.
func (f *failedParts) write(r *badrow.Row) error {
	f.reasons[string(r.Family)]++
	family, folder := r.Family, string(r.Family)+"/"
	if f.r108 {
		family, folder = badrow.R108, ""
		f.buf = r.AppendR108(f.buf[:0])
	} else {
		f.buf = r.Append(f.buf[:0])
	}
	p := f.open[family]
	if p == nil {
		p = f.parts.add(newPart(f.ctx, f.store, f.place, store.PartKey(f.run, folder, f.bin, 0, ""), f.c))
		p.table = FailedTable
		f.open[family] = p
	}
	return p.row(f.buf)
}
