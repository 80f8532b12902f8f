package query

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/camonica/camonica/load/duckdb"
	"github.com/camonica/camonica/store"
)

// A Format is a form of the output.
type Format string

// The formats.
const (
	Table     Format = "table"
	CSV       Format = "csv"
	JSONLines Format = "jsonl"
	Parquet   Format = "parquet"
)

// Formats are all formats, the default first.
var Formats = []Format{Table, CSV, JSONLines, Parquet}

// ParseFormat finds a format by its name.
func ParseFormat(name string) (Format, error) {
	if f := Format(name); slices.Contains(Formats, f) {
		return f, nil
	}
	return "", fmt.Errorf("unknown output format %q: want table, csv, jsonl or parquet", name)
}

// Options say what to run over which warehouse.
type Options struct {
	Segments store.Store // a warehouse of segments; its store decrypts
	File     string      // or a database file
	SQL      string
	Format   Format
	Engine   duckdb.Options
}

// Open opens the warehouse of the options. A build without SQL engine answers
// duckdb.ErrNoSQL.
func Open(ctx context.Context, o Options) (*duckdb.DB, error) {
	if o.Segments != nil {
		return duckdb.OpenSegments(ctx, o.Segments, o.Engine)
	}
	return duckdb.OpenFile(ctx, o.File, o.Engine)
}

// Run opens the warehouse, runs the SQL and writes the result to w. The engine
// holds a result as a whole, beside its memory limit: hundreds of thousands of
// rows with all columns take as many kilobytes.
func Run(ctx context.Context, o Options, w io.Writer) error {
	db, err := Open(ctx, o)
	if err != nil {
		return err
	}
	defer db.Close()
	return Print(ctx, db, o.SQL, o.Format, w)
}

// A Source runs SQL.
type Source interface {
	Query(ctx context.Context, query string) (*sql.Rows, error)
}

// Print runs the SQL and writes the result to w.
func Print(ctx context.Context, db Source, query string, f Format, w io.Writer) error {
	r, err := run(ctx, db, query, f)
	if err != nil {
		return err
	}
	defer r.rows.Close()
	p, err := newPrinter(f, w, r.columns)
	if err != nil {
		return err
	}
	for r.rows.Next() {
		row, err := r.scan()
		if err != nil {
			return err
		}
		if err := p.row(row); err != nil {
			return fmt.Errorf("write result: %w", err)
		}
	}
	if err := r.rows.Err(); err != nil {
		return err
	}
	if err := p.end(); err != nil {
		return fmt.Errorf("write result: %w", err)
	}
	return nil
}

// A column of a result.
type column struct {
	name string
	typ  string // as the engine calls it
}

// A result hands out rows as text, nil for null.
type result struct {
	columns []column
	rows    *sql.Rows
	values  []any
	text    [][]byte
}

// run runs a query so that every value comes as the engine's text: a statement
// that can be described is wrapped in casts; others, like SHOW, run as they are.
func run(ctx context.Context, db Source, query string, f Format) (*result, error) {
	query = strings.TrimRight(strings.TrimSpace(query), "; \t\r\n")
	if query == "" {
		return nil, fmt.Errorf("no SQL to run")
	}
	r := new(result)
	var err error
	// A semicolon may be between statements, of which only the first would be
	// described.
	if !strings.Contains(query, ";") {
		if r.columns, err = describe(ctx, db, query); err == nil {
			query = wrap(query, r.columns, f)
		}
	}
	if r.rows, err = db.Query(ctx, query); err != nil {
		return nil, err
	}
	if len(r.columns) == 0 {
		types, err := r.rows.ColumnTypes()
		if err != nil {
			r.rows.Close()
			return nil, err
		}
		for _, t := range types {
			r.columns = append(r.columns, column{t.Name(), t.DatabaseTypeName()})
		}
	}
	r.text = make([][]byte, len(r.columns))
	r.values = make([]any, len(r.columns))
	for i := range r.values {
		r.values[i] = new(any)
	}
	return r, nil
}

func describe(ctx context.Context, db Source, query string) ([]column, error) {
	rows, err := db.Query(ctx, "DESCRIBE "+query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	var columns []column
	for rows.Next() {
		var c column
		dest := []any{&c.name, &c.typ}
		for range len(names) - len(dest) {
			dest = append(dest, new(any))
		}
		if err := rows.Scan(dest...); err != nil {
			return nil, err
		}
		columns = append(columns, c)
	}
	return columns, rows.Err()
}

// wrap casts the columns, by position since names may repeat.
func wrap(query string, columns []column, f Format) string {
	var b strings.Builder
	b.WriteString("SELECT ")
	for i := range columns {
		if i > 0 {
			b.WriteString(", ")
		}
		c := &columns[i]
		value := fmt.Sprintf("#%d", i+1)
		switch {
		case f == JSONLines && isNested(c.typ):
			value = "to_json(" + value + ")"
			c.typ = "JSON"
		case f == Parquet && (c.typ == "HUGEINT" || c.typ == "UHUGEINT" || c.typ == "UBIGINT" || strings.HasPrefix(c.typ, "DECIMAL") && c.typ != "DECIMAL(18,2)"):
			value = value + "::DOUBLE"
			c.typ = "DOUBLE"
		}
		fmt.Fprintf(&b, "CAST(%s AS VARCHAR)", value)
	}
	b.WriteString(" FROM (\n")
	b.WriteString(query)
	b.WriteString("\n) AS q")
	return b.String()
}

func isNested(typ string) bool {
	return strings.HasSuffix(typ, "]") || strings.HasPrefix(typ, "STRUCT") || strings.HasPrefix(typ, "MAP") || strings.HasPrefix(typ, "UNION")
}

// scan reads the current row. Its bytes are valid until the next call.
func (r *result) scan() ([][]byte, error) {
	if err := r.rows.Scan(r.values...); err != nil {
		return nil, err
	}
	for i, v := range r.values {
		switch v := (*v.(*any)).(type) {
		case nil:
			r.text[i] = nil
		case string:
			r.text[i] = append(r.text[i][:0], v...)
		default:
			r.text[i] = fmt.Append(r.text[i][:0], v)
		}
		if r.text[i] == nil && *r.values[i].(*any) != nil {
			r.text[i] = []byte{}
		}
	}
	return r.text, nil
}
