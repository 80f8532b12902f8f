package filter

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/payload/container"
	"github.com/camonica/camonica/seal/spill"
	"github.com/camonica/camonica/shred"
	"github.com/camonica/camonica/shred/dedupe"
)

// A spool is all enriched events of a filter's input, kept for a second reading,
// and what deduplication knows of them. Files are sealed and have no names.
type spool struct {
	lines *spill.File
	keys  *spill.File
	count int64
	first int64 // etl_tstamp of the first event that has one, milliseconds since 1970
}

// spoolBuckets is into how many parts keys are cut to be sorted.
const spoolBuckets = 16

// newSpool reads all inputs.
func newSpool(ctx context.Context, inputs []Input, limits container.Limits, folder *spill.Folder) (*spool, error) {
	lines, err := folder.Create()
	if err != nil {
		return nil, err
	}
	rows, err := folder.Create()
	if err != nil {
		return nil, errors.Join(err, lines.Abort())
	}
	s := &spool{}
	if err := s.fill(ctx, inputs, limits, lines, dedupe.NewKeyWriter(rows, spoolBuckets)); err != nil {
		return nil, errors.Join(err, lines.Abort(), rows.Abort())
	}
	if s.lines, err = lines.Finish(); err != nil {
		return nil, errors.Join(err, rows.Abort())
	}
	if s.keys, err = rows.Finish(); err != nil {
		return nil, errors.Join(err, s.lines.Close())
	}
	return s, nil
}

func (s *spool) fill(ctx context.Context, inputs []Input, limits container.Limits, lines io.Writer, keys *dedupe.KeyWriter) error {
	// Hashes never leave the process and its sealed files: any key will do.
	h := dedupe.NewHasher([dedupe.KeySize]byte{})
	z := recordReader{inputs: inputs, limits: limits}
	defer z.close()
	var b records
	for {
		more, err := z.fill(ctx, &b)
		if err != nil {
			return err
		}
		if !more {
			break
		}
		for _, r := range b.list {
			if r.damage != "" {
				return fmt.Errorf("read enriched events: %s", r.damage)
			}
			if r.tooLong > 0 {
				return fmt.Errorf("read enriched events: line %d has %d bytes, more than any that enrich writes", r.number+1, r.tooLong)
			}
			line := b.buf[r.start:r.end]
			etl, ok := shred.Millis(string(field(line, event.ETLTstamp)))
			if ok && s.first == 0 {
				s.first = etl
			}
			if err := keys.Add(h.Row(string(field(line, event.EventID)), string(field(line, event.EventFingerprint)), dedupe.At(0, s.count), etl)); err != nil {
				return err
			}
			s.count++
			if _, err := lines.Write(line); err != nil {
				return err
			}
			if _, err := lines.Write([]byte{'\n'}); err != nil {
				return err
			}
		}
	}
	_, err := keys.Close()
	return err
}

// field is a column of an enriched line, empty if the line has not so many.
func field(line []byte, c event.Column) []byte {
	for range c {
		i := bytes.IndexByte(line, '\t')
		if i < 0 {
			return nil
		}
		line = line[i+1:]
	}
	if i := bytes.IndexByte(line, '\t'); i >= 0 {
		line = line[:i]
	}
	return line
}

// verdicts finds the duplicates among the events.
func (s *spool) verdicts(ctx context.Context, more dedupe.Spill) (*dedupe.Cursor, error) {
	keys, err := dedupe.OpenKeys(ctx, objectOf(s.keys))
	if err != nil {
		return nil, err
	}
	files := make([]bytes.Buffer, spoolBuckets)
	for i := range files {
		rules := dedupe.Rules{Natural: true, Synthetic: true, Spill: more}
		if _, err := dedupe.Judge(ctx, []*dedupe.KeyFile{keys}, i, rules, &files[i]); err != nil {
			return nil, err
		}
	}
	return dedupe.NewCursor(ctx, 0, spoolBuckets, func(bucket int) (dedupe.Object, error) {
		b := files[bucket].Bytes()
		return dedupe.Object{Size: int64(len(b)), Open: func(_ context.Context, off, n int64) (io.ReadCloser, error) {
			return io.NopCloser(io.NewSectionReader(bytes.NewReader(b), off, n)), nil
		}}, nil
	})
}

// objectOf reads ranges of a spilled file.
func objectOf(f *spill.File) dedupe.Object {
	return dedupe.Object{Size: f.Size(), Open: func(_ context.Context, off, n int64) (io.ReadCloser, error) {
		r, err := f.NewReader(off)
		if err != nil {
			return nil, err
		}
		return &limitedFile{Reader: io.LimitReader(r, n), Closer: r}, nil
	}}
}

type limitedFile struct {
	io.Reader
	io.Closer
}

func (s *spool) close() {
	s.lines.Close()
	s.keys.Close()
}
