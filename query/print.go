package query

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"github.com/camonica/camonica/jsondoc"
	"github.com/camonica/camonica/load"
	"github.com/camonica/camonica/load/duckdb"
	"github.com/camonica/camonica/load/parquet"
)

// A printer writes rows in a format.
type printer interface {
	row(fields [][]byte) error
	end() error
}

func newPrinter(f Format, w io.Writer, columns []column) (printer, error) {
	switch f {
	case Table, "":
		return newTable(w, columns), nil
	case CSV:
		return newCSV(w, columns)
	case JSONLines:
		return &jsonLines{w: bufio.NewWriter(w), columns: columns}, nil
	case Parquet:
		return newParquet(w, columns), nil
	}
	return nil, fmt.Errorf("unknown output format %q", f)
}

// csvPrinter writes RFC 4180 with a header; null is nothing.
type csvPrinter struct {
	w      *csv.Writer
	record []string
}

func newCSV(w io.Writer, columns []column) (printer, error) {
	p := &csvPrinter{w: csv.NewWriter(w), record: make([]string, len(columns))}
	for i, c := range columns {
		p.record[i] = c.name
	}
	if err := p.w.Write(p.record); err != nil {
		return nil, fmt.Errorf("write result: %w", err)
	}
	return p, nil
}

func (p *csvPrinter) row(fields [][]byte) error {
	for i, v := range fields {
		p.record[i] = string(v)
	}
	return p.w.Write(p.record)
}

func (p *csvPrinter) end() error {
	p.w.Flush()
	return p.w.Error()
}

// jsonLines writes one object a line, members in the order of the columns.
type jsonLines struct {
	w       *bufio.Writer
	columns []column
	line    []byte
}

func (p *jsonLines) row(fields [][]byte) error {
	p.line = append(p.line[:0], '{')
	for i, v := range fields {
		if i > 0 {
			p.line = append(p.line, ',')
		}
		p.line = jsondoc.AppendString(p.line, p.columns[i].name)
		p.line = append(p.line, ':')
		switch {
		case v == nil:
			p.line = append(p.line, "null"...)
		case bare(p.columns[i].typ, v):
			p.line = append(p.line, v...)
		default:
			p.line = jsondoc.AppendString(p.line, string(v))
		}
	}
	p.line = append(p.line, "}\n"...)
	_, err := p.w.Write(p.line)
	return err
}

// bare tells that the engine's text is JSON as it stands.
func bare(typ string, v []byte) bool {
	switch typ {
	case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT", "BOOLEAN", "JSON":
		return true
	case "FLOAT", "DOUBLE":
		_, finite := load.ParseDouble(v)
		return finite
	}
	return strings.HasPrefix(typ, "DECIMAL")
}

func (p *jsonLines) end() error { return p.w.Flush() }

// parquetPrinter writes a Parquet file.
type parquetPrinter struct {
	w       *parquet.Writer
	columns []load.Column
	bad     []int
}

func newParquet(w io.Writer, columns []column) printer {
	p := new(parquetPrinter)
	for _, c := range columns {
		p.columns = append(p.columns, load.Column{Name: c.name, Type: duckdb.TypeOf(c.typ), Nullable: true})
	}
	p.w = parquet.NewWriter(w, p.columns)
	return p
}

func (p *parquetPrinter) row(fields [][]byte) error {
	var err error
	if p.bad, err = p.w.Append(fields, p.bad[:0]); err != nil {
		return err
	}
	if len(p.bad) > 0 {
		c := p.columns[p.bad[0]]
		return fmt.Errorf("column %s has a value that %v can't hold; cast it to VARCHAR", c.Name, c.Type)
	}
	return nil
}

func (p *parquetPrinter) end() error {
	_, err := p.w.Close()
	return err
}
