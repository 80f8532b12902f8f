package query

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/camonica/camonica/load"
	"github.com/camonica/camonica/load/duckdb"
)

// fake answers every query with an error that tells the query.
type fake struct{}

func (fake) Query(_ context.Context, q string) (*sql.Rows, error) {
	return nil, errors.New("ran " + q + "\x1b")
}
func (fake) Tables(context.Context) ([]duckdb.TableInfo, error) {
	return []duckdb.TableInfo{{Name: "events", Columns: make([]load.Column, 2)}}, nil
}
func (fake) Schema(_ context.Context, table string) (duckdb.TableInfo, error) {
	return duckdb.TableInfo{Name: table, Columns: []load.Column{{Name: "a", Type: load.UUID}}}, nil
}

func TestSession(t *testing.T) {
	lines := strings.Split("\\d\n\\d events\n\n\\f csv\n\\f parquet\n\\?\nSELECT\n 1;\n\\q\nnever;", "\n")
	var out bytes.Buffer
	var prompts []string
	s := session{db: fake{}, out: &out, readLine: func(p string) (string, error) {
		prompts = append(prompts, p)
		if len(lines) == 0 {
			return "", io.EOF
		}
		l := lines[0]
		lines = lines[1:]
		return l, nil
	}}
	if err := s.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := "table         | columns | schema\n--------------+---------+-------\natomic.events |       2 | \n(1 row)\n" +
		"column | type\n-------+-----\na      | uuid\n(1 row)\nparquet is no format for a terminal\n" + help + "ran SELECT\n 1\\x1b\n"
	if got := out.String(); got != want {
		t.Errorf("output:\n%q\nwant\n%q", got, want)
	}
	if s.format != CSV || len(lines) != 1 || prompts[7] != "     ...> " {
		t.Errorf("format %q, %d lines left, prompts %q", s.format, len(lines), prompts)
	}
}
