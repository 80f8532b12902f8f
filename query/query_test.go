//go:build cgo

package query_test

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	pq "github.com/parquet-go/parquet-go"

	"github.com/camonica/camonica/load"
	"github.com/camonica/camonica/load/duckdb"
	"github.com/camonica/camonica/load/loadtest"
	"github.com/camonica/camonica/load/warehouse"
	"github.com/camonica/camonica/query"
	"github.com/camonica/camonica/store"
	"github.com/camonica/camonica/store/mem"
)

func segments(t *testing.T) query.Options {
	t.Helper()
	s := mem.New()
	if _, err := warehouse.NewTarget(s, 1, load.RefuseBadValues).Load(t.Context(), loadtest.Mixed(t, "r1", 3)); err != nil {
		t.Fatal(err)
	}
	return query.Options{Segments: s}
}

func output(t *testing.T, o query.Options, f query.Format, sql string) string {
	t.Helper()
	o.Format, o.SQL = f, sql
	var buf bytes.Buffer
	if err := query.Run(t.Context(), o, &buf); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return buf.String()
}

func TestRun(t *testing.T) {
	o := segments(t)
	f := func(format query.Format, sql, want string) {
		t.Helper()
		if got := output(t, o, format, sql); got != want {
			t.Errorf("%s %s:\n%s\nwant\n%s", format, sql, got, want)
		}
	}
	thing := "SELECT n, j, root_tstamp AS ts FROM atomic.com_acme_thing_1 ORDER BY n;"
	f(query.Table, thing, ""+
		"n | j              | ts\n"+
		"--+----------------+--------------------\n"+
		"0 | {\"a\":[1,2.50]} | 2018-07-24 12:00:00\n"+
		"1 | {\"a\":[1,2.50]} | 2018-07-24 12:00:00\n"+
		"2 | {\"a\":[1,2.50]} | 2018-07-24 12:00:00\n"+
		"(3 rows)\n")
	f(query.CSV, thing+"\n", "n,j,ts\n0,\"{\"\"a\"\":[1,2.50]}\",2018-07-24 12:00:00\n1,\"{\"\"a\"\":[1,2.50]}\",2018-07-24 12:00:00\n2,\"{\"\"a\"\":[1,2.50]}\",2018-07-24 12:00:00\n")
	f(query.JSONLines, "SELECT n, j, root_tstamp AS ts, NULL AS x FROM atomic.com_acme_thing_1 ORDER BY n LIMIT 1 -- one",
		`{"n":0,"j":{"a":[1,2.50]},"ts":"2018-07-24 12:00:00","x":null}`+"\n")
	f(query.JSONLines, `SELECT 1.50 AS d, true AS b, 'a"b' AS s, [1, NULL] AS l, {'k': 'v'} AS m, 'nan'::DOUBLE AS nan, 1 AS d`,
		`{"d":1.50,"b":true,"s":"a\"b","l":[1,null],"m":{"k":"v"},"nan":"nan","d":1}`+"\n")
	f(query.JSONLines, "SELECT sum(tr_total) AS total, count(*) AS n FROM atomic.events", `{"total":55.62,"n":3}`+"\n")
	f(query.Table, "SELECT 'a' || chr(27) || '[31m' AS s, NULL AS n, '' AS e", "s         |    n | e\n----------+------+--\na\\x1b[31m | NULL | \n(1 row)\n")
	f(query.CSV, "SELECT 1 AS a; SELECT 2 AS b", "b\n2\n")
	f(query.CSV, "SELECT ';' AS a", "a\n;\n")
}

func TestRunFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), store.WarehouseName)
	if _, err := duckdb.NewFileTarget(path, load.RefuseBadValues, duckdb.Options{}).Load(t.Context(), loadtest.Mixed(t, "r1", 3)); err != nil {
		t.Fatal(err)
	}
	if got := output(t, query.Options{File: path}, query.CSV, "SELECT count(*) AS n FROM atomic.events"); got != "n\n3\n" {
		t.Errorf("output %q", got)
	}
	err := query.Run(t.Context(), query.Options{File: path, SQL: "DELETE FROM atomic.events"}, new(bytes.Buffer))
	if err == nil {
		t.Error("a query changed the warehouse")
	}
}

func TestParquet(t *testing.T) {
	got := output(t, segments(t), query.Parquet, "SELECT txn_id, sum(tr_total) OVER () AS total, collector_tstamp, event_id, app_id, br_cookies FROM atomic.events ORDER BY 1")
	f, err := pq.OpenFile(strings.NewReader(got), int64(len(got)))
	if err != nil {
		t.Fatal(err)
	}
	if f.NumRows() != 3 {
		t.Errorf("%d rows, want 3", f.NumRows())
	}
	want := "message row {\n\toptional int32 txn_id (INT(32,true));\n\toptional double total;\n\toptional int64 collector_tstamp (TIMESTAMP(isAdjustedToUTC=false,unit=MICROS));\n\toptional fixed_len_byte_array(16) event_id (UUID);\n\toptional binary app_id (STRING);\n\toptional boolean br_cookies;\n}"
	if s := f.Schema().String(); s != want {
		t.Errorf("schema:\n%s\nwant\n%s", s, want)
	}
}

func TestErrors(t *testing.T) {
	o := segments(t)
	for _, sql := range []string{"", ";", "SELECT nothing", "SELEC 1"} {
		o.SQL = sql
		if err := query.Run(t.Context(), o, new(bytes.Buffer)); err == nil {
			t.Errorf("%q was run", sql)
		}
	}
}
