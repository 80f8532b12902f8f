package parquet_test

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	pq "github.com/parquet-go/parquet-go"

	"github.com/camonica/camonica/load"
	"github.com/camonica/camonica/load/parquet"
)

// columns has one column of each type.
var columns = []load.Column{
	{Name: "text"}, {Name: "int", Type: load.Int}, {Name: "bigint", Type: load.BigInt}, {Name: "double", Type: load.Double},
	{Name: "decimal", Type: load.Decimal}, {Name: "bool", Type: load.Bool}, {Name: "timestamp", Type: load.Timestamp},
	{Name: "date", Type: load.Date}, {Name: "uuid", Type: load.UUID}, {Name: "json", Type: load.JSON},
	{Name: "const"}, {Name: "never"}, {Name: "long"},
}

// randomRow makes a row of columns; about half of its values are null.
func randomRow(r *rand.Rand, row int) [][]byte {
	n := r.Int64()
	fields := []string{
		"t" + strconv.Itoa(r.IntN(2000)), strconv.Itoa(int(int32(n))), strconv.FormatInt(n, 10), strconv.FormatFloat(r.NormFloat64(), 'g', -1, 64),
		fmt.Sprintf("%d.%02d", r.IntN(1000), r.IntN(100)), strconv.Itoa(r.IntN(2)), fmt.Sprintf("2018-07-%02d %02d:00:01.%03d", 1+r.IntN(31), r.IntN(24), r.IntN(1000)),
		fmt.Sprintf("19%02d-02-03", r.IntN(100)), fmt.Sprintf("%08x-0000-4000-8000-%012x", uint32(n), n&0xffffffffffff), `{"a":` + strconv.Itoa(r.IntN(100)) + "}",
		"same", "", strings.Repeat("é", r.IntN(300)) + strconv.FormatInt(n, 36),
	}
	out := make([][]byte, len(fields))
	for i, f := range fields {
		// Nulls come in runs as well as singly.
		if f != "" && (row/50%3 == i%3 || r.IntN(3) == 0) {
			out[i] = []byte(f)
		}
	}
	return out
}

func write(t testing.TB, cols []load.Column, rows [][][]byte) ([]byte, []int64) {
	t.Helper()
	var buf bytes.Buffer
	w := parquet.NewWriter(&buf, cols, "k", "v")
	for _, row := range rows {
		bad, err := w.Append(row, nil)
		if err != nil || len(bad) > 0 {
			t.Fatalf("Append: bad %v, %v", bad, err)
		}
	}
	groups, err := w.Close()
	if err != nil {
		t.Fatal(err)
	}
	return buf.Bytes(), groups
}

func open(t testing.TB, file []byte) *parquet.File {
	t.Helper()
	f, err := parquet.Open(int64(len(file)), func(off, n int64) ([]byte, error) { return file[off : off+n], nil })
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// show gives a value as comparable text.
func show(c load.Column, v *parquet.Vector, i int) string {
	if !v.Valid[i] {
		return "NULL"
	}
	switch c.Type {
	case load.Text, load.JSON:
		return string(v.Bytes[i])
	case load.Double:
		return strconv.FormatFloat(v.Doubles[i], 'g', -1, 64)
	case load.UUID:
		u := v.UUIDs[i]
		return fmt.Sprintf("%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:])
	}
	return strconv.FormatInt(v.Ints[i], 10)
}

// want gives the same text for what was written.
func want(c load.Column, b []byte) string {
	if b == nil {
		return "NULL"
	}
	var n int64
	switch c.Type {
	case load.Timestamp:
		n, _ = load.ParseTimestamp(b)
	case load.Decimal:
		n, _ = load.ParseDecimal(b)
	case load.Date:
		d, _ := load.ParseDate(b)
		n = int64(d)
	default:
		return string(b)
	}
	return strconv.FormatInt(n, 10)
}

func testRows(n int) [][][]byte {
	r := rand.New(rand.NewPCG(1, 2))
	rows := make([][][]byte, n)
	for i := range rows {
		rows[i] = randomRow(r, i)
	}
	return rows
}

func TestRoundTrip(t *testing.T) {
	for _, n := range []int{0, 1, 7, 8, 9, 1000, 150_000} {
		rows := testRows(n)
		file, groups := write(t, columns, rows)
		f := open(t, file)
		at := 0
		for g := range f.Groups() {
			if int64(f.Rows(g)) != groups[g] {
				t.Fatalf("%d rows: group %d has %d rows, want %d", n, g, f.Rows(g), groups[g])
			}
			for ci, c := range columns {
				curs, err := f.Cursors(g, []int{ci, -1, (ci + 5) % len(columns)})
				if err != nil {
					t.Fatal(err)
				}
				cur := curs[0]
				var v parquet.Vector
				for base := 0; base < f.Rows(g); base += 2048 {
					k := min(2048, f.Rows(g)-base)
					if err := cur.Read(&v, k); err != nil {
						t.Fatalf("%d rows: group %d column %s: %v", n, g, c.Name, err)
					}
					for i := range k {
						row := at + base + i
						if got, want := show(c, &v, i), want(c, rows[row][ci]); got != want {
							t.Fatalf("%d rows: row %d column %s = %q, want %q", n, row, c.Name, got, want)
						}
					}
				}
				if err := cur.Read(&v, 1); err != io.ErrUnexpectedEOF {
					t.Errorf("read past the end: %v", err)
				}
			}
			at += f.Rows(g)
		}
		if at != n {
			t.Errorf("%d rows read, want %d", at, n)
		}
	}
}

// TestOtherReader reads a file with an implementation that is not ours.
func TestOtherReader(t *testing.T) {
	rows := testRows(20_000)
	file, _ := write(t, columns, rows)
	f, err := pq.OpenFile(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	if v, ok := f.Lookup("k"); !ok || v != "v" {
		t.Errorf("meta k = %q, %t", v, ok)
	}
	r := pq.NewReader(f)
	defer r.Close()
	buf := make([]pq.Row, 100)
	at := 0
	for {
		n, err := r.ReadRows(buf)
		for _, row := range buf[:n] {
			for _, v := range row {
				c, in := columns[v.Column()], rows[at][v.Column()]
				if v.IsNull() != (in == nil) {
					t.Fatalf("row %d column %s: null %t", at, c.Name, v.IsNull())
				}
				if in != nil && otherShow(c, v) != want(c, in) {
					t.Fatalf("row %d column %s = %s, want %s", at, c.Name, otherShow(c, v), want(c, in))
				}
			}
			at++
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if at != len(rows) {
		t.Errorf("%d rows, want %d", at, len(rows))
	}
}

func otherShow(c load.Column, v pq.Value) string {
	switch c.Type {
	case load.Bool:
		if v.Boolean() {
			return "1"
		}
		return "0"
	case load.Double:
		return strconv.FormatFloat(v.Double(), 'g', -1, 64)
	case load.Int, load.Date:
		return strconv.Itoa(int(v.Int32()))
	case load.BigInt, load.Decimal, load.Timestamp:
		return strconv.FormatInt(v.Int64(), 10)
	case load.UUID:
		u := v.ByteArray()
		return fmt.Sprintf("%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:])
	}
	return string(v.ByteArray())
}

func TestDeterministic(t *testing.T) {
	rows := testRows(5000)
	a, _ := write(t, columns, rows)
	write(t, columns, testRows(3000))
	b, _ := write(t, columns, rows)
	if !bytes.Equal(a, b) {
		t.Error("equal rows gave different files")
	}
}

func TestBadValues(t *testing.T) {
	var buf bytes.Buffer
	w := parquet.NewWriter(&buf, columns)
	row := make([][]byte, len(columns))
	for i := range row {
		row[i] = []byte("\xff{")
	}
	bad, err := w.Append(row, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := fmt.Sprint(bad), "[1 2 3 4 5 6 7 8]"; got != want {
		t.Errorf("bad = %v, want %v", got, want)
	}
	row[0] = []byte("\ufffd{")
	if _, err := w.Append(row, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Close(); err != nil {
		t.Fatal(err)
	}
	curs, err := open(t, buf.Bytes()).Cursors(0, []int{0, 9})
	if err != nil {
		t.Fatal(err)
	}
	var v parquet.Vector
	if err := curs[0].Read(&v, 2); err != nil || string(v.Bytes[0]) != "\ufffd{" || string(v.Bytes[1]) != "\ufffd{" {
		t.Errorf("text = %q, %v", v.Bytes, err)
	}
	if err := curs[1].Read(&v, 2); err != nil || string(v.Bytes[0]) != `"�{"` {
		t.Errorf("JSON = %q, %v", v.Bytes, err)
	}
}

func FuzzOpen(f *testing.F) {
	file, _ := write(f, columns, testRows(20))
	f.Add(file)
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := parquet.Open(int64(len(b)), func(off, n int64) ([]byte, error) {
			if off < 0 || n < 0 || off+n > int64(len(b)) {
				return nil, io.ErrUnexpectedEOF
			}
			return b[off : off+n], nil
		})
		if err != nil {
			return
		}
		for g := range min(file.Groups(), 3) {
			for c := range file.Columns() {
				curs, err := file.Cursors(g, []int{c})
				if err != nil {
					continue
				}
				var v parquet.Vector
				for n := min(file.Rows(g), 100); n > 0 && curs[0].Read(&v, n) == nil; {
				}
			}
		}
	})
}
