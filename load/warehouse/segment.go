package warehouse

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"

	"github.com/camonica/camonica/load"
	"github.com/camonica/camonica/load/parquet"
	"github.com/camonica/camonica/load/rows"
	"github.com/camonica/camonica/store"
)

// A Segment describes one Parquet file of rows.
type Segment struct {
	Key    string  `json:"key"`
	Rows   int64   `json:"rows"`
	Bytes  int64   `json:"bytes"`
	SHA256 string  `json:"sha256"`
	Groups []int64 `json:"row_groups"` // rows of each

	// Bad counts the values that became null under load.NullBadValues; Nulled
	// names the first of them.
	Bad    int64            `json:"-"`
	Nulled []load.DataError `json:"-"`
}

// WriteSegment writes all rows of src, which are the rows of t, as one Parquet
// file. Equal rows give equal bytes. It holds less than 64 MiB whatever their
// number. A value that its column can't hold ends it with a *load.DataError or
// becomes null, as bad says.
func WriteSegment(ctx context.Context, dst io.Writer, t load.Table, src load.RowSource, bad load.BadValues) (Segment, error) {
	d := &digester{dst: dst, sum: sha256.New()}
	w := parquet.NewWriter(d, t.Columns, "camonica.table", t.Name, "camonica.schema", t.Schema)
	var seg Segment
	fields := make([][]byte, len(t.Columns))
	var wrong []int
	for {
		err := src.Next(fields)
		if err == io.EOF {
			break
		}
		if err != nil {
			return Segment{}, err
		}
		if wrong, err = w.Append(fields, wrong[:0]); err != nil {
			return Segment{}, fmt.Errorf("write segment: %w", err)
		}
		seg.Rows++
		for _, c := range wrong {
			e := load.DataError{Position: src.Position(), Table: t.Name, Column: t.Columns[c].Name, Reason: "not a value of type " + t.Columns[c].Type.String()}
			if bad != load.NullBadValues {
				return Segment{}, &e
			}
			seg.Bad++
			if len(seg.Nulled) < maxProblems {
				seg.Nulled = append(seg.Nulled, e)
			}
		}
		if seg.Rows%4096 == 0 && ctx.Err() != nil {
			return Segment{}, ctx.Err()
		}
	}
	groups, err := w.Close()
	if err != nil {
		return Segment{}, fmt.Errorf("write segment: %w", err)
	}
	seg.Groups, seg.Bytes, seg.SHA256 = groups, d.n, hex.EncodeToString(d.sum.Sum(nil))
	return seg, nil
}

// A digester passes bytes on, counts them and hashes them.
type digester struct {
	dst io.Writer
	sum hash.Hash
	n   int64
}

func (d *digester) Write(p []byte) (int, error) {
	n, err := d.dst.Write(p)
	d.n += int64(n)
	d.sum.Write(p[:n])
	return n, err
}

// checkName refuses what can't stand in a key.
func checkName(what, name string) error {
	if name == "" || strings.HasPrefix(name, "_") || strings.ContainsAny(name, "/\\=\x00") {
		return fmt.Errorf("warehouse: %q can't be the name of a %s", name, what)
	}
	return nil
}

// PutSegment makes the segment of one bin from its parts of one table. It may
// be repeated, also at the same time: a segment that is there and equal is
// adopted. One that is there and differs gives load.ErrConflict.
func PutSegment(ctx context.Context, dst store.Store, run string, t load.Table, bin int, parts []load.Part, bad load.BadValues) (Segment, error) {
	key := store.WarehouseSegmentKey(t.Name, run, bin, 0)
	if err := errors.Join(checkName("table", t.Name), checkName("run", run)); err != nil {
		return Segment{}, err
	}
	_, err := dst.Stat(ctx, key)
	if err == nil {
		return adopt(ctx, dst, key, t, parts, bad)
	}
	if !errors.Is(err, store.ErrNotExist) {
		return Segment{}, fmt.Errorf("look for segment: %w", err)
	}
	w := store.Create(ctx, dst, key)
	defer w.Abort()
	seg, err := WriteParts(ctx, w, t, parts, bad)
	if err == nil {
		_, err = w.Commit()
	}
	if errors.Is(err, store.ErrExists) {
		return adopt(ctx, dst, key, t, parts, bad)
	}
	if err != nil {
		return Segment{}, err
	}
	seg.Key = key
	return seg, nil
}

// WriteParts writes the rows of parts, which are those of one bin, as WriteSegment
// does.
func WriteParts(ctx context.Context, dst io.Writer, t load.Table, parts []load.Part, bad load.BadValues) (Segment, error) {
	src := rows.Open(ctx, t, parts)
	defer src.Close()
	return WriteSegment(ctx, dst, t, src, bad)
}

// adopt compares the segment that is there with what the parts give.
func adopt(ctx context.Context, dst store.Store, key string, t load.Table, parts []load.Part, bad load.BadValues) (Segment, error) {
	seg, err := WriteParts(ctx, io.Discard, t, parts, bad)
	if err != nil {
		return Segment{}, err
	}
	r, err := dst.Open(ctx, key, 0, -1)
	if err != nil {
		return Segment{}, fmt.Errorf("open segment: %w", err)
	}
	defer r.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, r); err != nil {
		return Segment{}, fmt.Errorf("read segment: %w", err)
	}
	if hex.EncodeToString(sum.Sum(nil)) != seg.SHA256 {
		return Segment{}, fmt.Errorf("segment %s is there and differs: %w", key, load.ErrConflict)
	}
	seg.Key = key
	return seg, nil
}
