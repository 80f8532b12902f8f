package stage

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/camonica/camonica/engine"
	"github.com/camonica/camonica/store"
)

// A Compression is how parts are compressed before they are stored; its value is
// the ending of their names.
type Compression string

// The compressions of parts.
const (
	Plain Compression = ""
	Gzip  Compression = ".gz"
	Zstd  Compression = ".zst" // only where nobody else reads the object
)

// Compressors are large; each kind is kept for the next part.
var (
	gzipWriters = sync.Pool{New: func() any {
		w, err := gzip.NewWriterLevel(nil, gzip.BestSpeed)
		if err != nil {
			panic("stage: internal error: " + err.Error())
		}
		return w
	}}
	zstdWriters = sync.Pool{New: func() any {
		return must(zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedDefault), zstd.WithEncoderConcurrency(1),
			zstd.WithWindowSize(zstdWindow), zstd.WithEncoderCRC(false)))
	}}
	smallWriters = sync.Pool{New: func() any {
		return must(zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1),
			zstd.WithWindowSize(smallWindow), zstd.WithLowerEncoderMem(true), zstd.WithEncoderCRC(false)))
	}}
)

// BorrowZstd returns the compressor of enriched events, for one object; it goes back
// with ReturnZstd. Beside the fastest level, this one takes half a microsecond more for
// an event and makes objects a sixth smaller, for as long as archives are kept. There is
// no checksum: what is sealed has a better one.
func BorrowZstd(w io.Writer) *zstd.Encoder {
	z := zstdWriters.Get().(*zstd.Encoder)
	z.Reset(w)
	return z
}

// ReturnZstd keeps a compressor, which must be closed, for the next object.
func ReturnZstd(z *zstd.Encoder) { zstdWriters.Put(z) }

// Rows are alike at a distance: what is known of a user agent comes again when some
// thousands of others have come. zstdWindow is as far back as every decoder should be
// able to look (RFC 8878, 3.1.1.1.2). That takes 18 MB a writer. A bin holds one open
// per table, or per kind of failed event, besides: memory allows those a small window.
const (
	zstdWindow  = 8 << 20
	smallWindow = 256 << 10
)

func must(w *zstd.Encoder, err error) *zstd.Encoder {
	if err != nil {
		panic("stage: internal error: " + err.Error())
	}
	return w
}

// A compressor is what gzip and zstd writers have in common.
type compressor interface {
	io.WriteCloser
	Reset(w io.Writer)
}

// A part is one output object of a bin on its way into its store.
type part struct {
	place   string
	key     string
	table   string // "" if the object does not become rows
	rows    int64
	columns int // of the table, that the rows have; 0 = all
	store   store.Store
	w       *store.Writer
	digest  hash.Hash // of what the store is given
	z       compressor
	pool    *sync.Pool
	buf     []byte // rows not yet handed on
}

// partBuffer is how many bytes of rows are collected before they are compressed.
const partBuffer = 64 << 10

// newPart begins an object; key is without the ending of the compression.
func newPart(ctx context.Context, s store.Store, place, key string, c Compression) *part {
	p := &part{place: place, key: key + string(c), store: s, digest: sha256.New()}
	p.w = store.Create(ctx, s, p.key)
	switch c {
	case Gzip:
		p.pool = &gzipWriters
	case Zstd:
		p.pool = &zstdWriters
		if place != PlaceEnriched {
			p.pool = &smallWriters
		}
	}
	if p.pool != nil {
		p.z = p.pool.Get().(compressor)
		p.z.Reset(io.MultiWriter(p.digest, p.w))
	}
	return p
}

// row appends a line and its end.
func (p *part) row(line []byte) error {
	p.buf = append(append(p.buf, line...), '\n')
	p.rows++
	if len(p.buf) < partBuffer {
		return nil
	}
	return p.flush()
}

func (p *part) flush() error {
	_, err := p.Write(p.buf)
	p.buf = p.buf[:0]
	return err
}

// Write passes bytes on to the compressor, or to the store.
func (p *part) Write(b []byte) (int, error) {
	if p.z != nil {
		return p.z.Write(b)
	}
	p.digest.Write(b)
	return p.w.Write(b)
}

// commit ends the object. If its key is taken – by an earlier attempt at the
// bin – the object there must have the same content and is adopted; else
// engine.ErrNotDeterministic.
func (p *part) commit(ctx context.Context) (engine.Object, error) {
	err := p.flush()
	if p.z != nil {
		if cerr := p.z.Close(); err == nil {
			err = cerr
		}
	}
	var info store.Info
	if err == nil {
		info, err = p.w.Commit()
	} else {
		p.w.Abort()
	}
	o := engine.Object{Place: p.place, Key: p.key, Rows: p.rows, Table: p.table, Columns: p.columns, Digest: hex.EncodeToString(p.digest.Sum(nil))}
	p.release()
	switch {
	case errors.Is(err, store.ErrExists):
		if info, err = adopt(ctx, p.store, p.key, o.Digest); err != nil {
			return o, err
		}
	case err != nil:
		return o, fmt.Errorf("write %s: %w", p.key, err)
	}
	o.Size, o.SHA256 = stored(info)
	return o, nil
}

// abort gives the object up.
func (p *part) abort() {
	p.w.Abort()
	p.release()
}

func (p *part) release() {
	if p.z != nil {
		p.z.Reset(nil)
		p.pool.Put(p.z)
		p.z = nil
	}
}

// adopt checks that the object under key has the given content.
func adopt(ctx context.Context, s store.Store, key, digest string) (store.Info, error) {
	r, err := s.Open(ctx, key, 0, -1)
	if err != nil {
		return store.Info{}, fmt.Errorf("open present %s: %w", key, err)
	}
	defer r.Close()
	h := sha256.New()
	if _, err := io.Copy(h, r); err != nil {
		return store.Info{}, fmt.Errorf("read present %s: %w", key, err)
	}
	if hex.EncodeToString(h.Sum(nil)) != digest {
		return store.Info{}, fmt.Errorf("%s: %w", key, engine.ErrNotDeterministic)
	}
	return s.Stat(ctx, key)
}

// stored returns length and SHA-256 of the object as it lies in the store.
func stored(i store.Info) (int64, string) {
	if i.SealedSize > 0 {
		return i.SealedSize, i.SealedSHA256
	}
	return i.Size, i.SHA256
}

// A parts is all output objects of a bin.
type parts struct {
	ctx  context.Context
	open []*part
}

func (ps *parts) add(p *part) *part {
	ps.open = append(ps.open, p)
	return p
}

// commit ends all objects in the order in which they were begun.
func (ps *parts) commit() ([]engine.Object, error) {
	var out []engine.Object
	for len(ps.open) > 0 {
		p := ps.open[0]
		ps.open = ps.open[1:]
		o, err := p.commit(ps.ctx)
		if err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	return out, nil
}

// abort gives up what is still open; after commit there is nothing left.
func (ps *parts) abort() {
	for _, p := range ps.open {
		p.abort()
	}
	ps.open = nil
}
