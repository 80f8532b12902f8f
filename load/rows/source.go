package rows

import (
	"context"
	"fmt"
	"io"

	"github.com/camonica/camonica/load"
)

// A Source reads the rows of some parts of one table, one part after another.
// Close it when done with it.
type Source struct {
	ctx   context.Context // of the reading as a whole, which is one call of a target
	table load.Table
	parts []load.Part
	cur   *lines
	parse parser
	rows  int64 // of cur
}

var _ load.RowSource = (*Source)(nil)

// A parser splits a line into fields. An error text says what is wrong with it.
type parser interface {
	parse(line []byte, pos load.Position, fields [][]byte) (problem string)
}

// Open returns the rows of the parts. ctx ends the reading.
func Open(ctx context.Context, t load.Table, parts []load.Part) *Source {
	return &Source{ctx: ctx, table: t, parts: parts}
}

// Next implements load.RowSource. Besides its errors there is load.ErrCount for a
// part whose number of rows is not what its writer counted.
func (s *Source) Next(fields [][]byte) error {
	for {
		if s.cur == nil {
			if err := s.open(); err != nil {
				return err
			}
		}
		line, err := s.cur.next()
		if err == io.EOF {
			if err := s.finish(); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return err
		}
		s.rows++
		if s.rows%1024 == 0 && s.ctx.Err() != nil {
			return s.ctx.Err()
		}
		n := len(fields)
		if c := s.parts[0].Columns; c > 0 && c < n {
			n = c
			clear(fields[n:])
		}
		if problem := s.parse.parse(line, s.cur.pos, fields[:n]); problem != "" {
			return s.cur.bad(problem)
		}
		return nil
	}
}

func (s *Source) open() error {
	if len(s.parts) == 0 {
		return io.EOF
	}
	if err := s.ctx.Err(); err != nil {
		return err
	}
	p := s.parts[0]
	parse, err := newParser(p.Layout, s.table)
	if err != nil {
		return err
	}
	cur, err := openLines(s.ctx, p, s.table.Name)
	if err != nil {
		return err
	}
	s.cur, s.parse, s.rows = cur, parse, 0
	return nil
}

// finish closes the part that was read to its end.
func (s *Source) finish() error {
	p := s.parts[0]
	err := s.cur.verify()
	if cerr := s.cur.close(); err == nil {
		err = cerr
	}
	s.cur, s.parts = nil, s.parts[1:]
	if err != nil {
		return fmt.Errorf("close %s: %w", p.Key, err)
	}
	if p.Rows >= 0 && p.Rows != s.rows {
		return fmt.Errorf("%s has %d rows, want %d: %w", p.Key, s.rows, p.Rows, load.ErrCount)
	}
	return nil
}

// Position implements load.RowSource.
func (s *Source) Position() load.Position {
	if s.cur == nil {
		return load.Position{}
	}
	return s.cur.pos
}

// Close ends the reading.
func (s *Source) Close() error {
	if s.cur == nil {
		return nil
	}
	err := s.cur.close()
	s.cur, s.parts = nil, nil
	return err
}

func newParser(l load.Layout, t load.Table) (parser, error) {
	switch l {
	case load.AtomicTSV:
		return atomicTSV{}, nil
	case load.TabularTSV:
		return &tabularTSV{}, nil
	case load.CopyTSV:
		return &tabularTSV{escapes: true}, nil
	case load.R108JSON:
		return newEntityJSON(t), nil
	case load.FailedJSON:
		return failedJSON{}, nil
	}
	return nil, fmt.Errorf("load %s: unknown layout %d", t.Name, l)
}
