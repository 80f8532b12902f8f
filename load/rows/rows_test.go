package rows_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/load"
	"github.com/camonica/camonica/load/loadtest"
	"github.com/camonica/camonica/load/rows"
	"github.com/camonica/camonica/store"
	"github.com/camonica/camonica/store/mem"
)

// two is a table of two columns.
var two = load.Table{Name: "t", Columns: []load.Column{{Name: "a", Paths: [][]string{{"a"}, {"A"}}}, {Name: "b", Paths: [][]string{{"x", "b"}}}}}

// read gives the rows as text, fields between bars, nulls as ␀.
func read(t testing.TB, table load.Table, parts ...load.Part) (string, error) {
	t.Helper()
	s := rows.Open(t.Context(), table, parts)
	defer s.Close()
	fields := make([][]byte, len(table.Columns))
	var b strings.Builder
	for {
		err := s.Next(fields)
		if err == io.EOF {
			return b.String(), nil
		}
		if err != nil {
			return b.String(), err
		}
		for i, f := range fields {
			if i > 0 {
				b.WriteByte('|')
			}
			if f == nil {
				b.WriteString("␀")
			}
			b.Write(f)
		}
		fmt.Fprintf(&b, " @%s:%d\n", s.Position().Object, s.Position().Line)
	}
}

func TestLayouts(t *testing.T) {
	f := func(l load.Layout, content, want string) {
		t.Helper()
		s := mem.New()
		if _, err := store.PutBytes(t.Context(), s, "k", []byte(content)); err != nil {
			t.Fatal(err)
		}
		got, err := read(t, two, load.Part{Store: s, Key: "k", Layout: l, Rows: -1})
		var de *load.DataError
		switch {
		case errors.As(err, &de):
			got += fmt.Sprintf("%d: %s", de.Line, de.Reason)
		case err != nil:
			t.Fatal(err)
		}
		if strings.ReplaceAll(got, " @k:", "@") != want {
			t.Errorf("layout %d of %q:\n%s\nwant\n%s", l, content, got, want)
		}
	}
	f(load.AtomicTSV, "1\t2\n\t\n\tx\nx\t", "1|2@1\n␀|␀@2\n␀|x@3\nx|␀@4\n")
	f(load.AtomicTSV, "1\t2\tmore\n", "1|2@1\n")
	f(load.AtomicTSV, "1\n", "1: fewer fields than the table has columns")
	f(load.AtomicTSV, "1\t2\n\n", "1|2@1\n2: fewer fields than the table has columns")
	f(load.TabularTSV, "\\N\t\\\\N\n\t\\t\\\n", "␀|\\N@1\n|\\t\\@2\n")
	f(load.TabularTSV, "1\t2\t3\n", "1: more fields than the table has columns")
	f(load.TabularTSV, "1\n", "1: fewer fields than the table has columns")
	f(load.CopyTSV, "a\\tb\\nc\t\\\\N\n\\N\td\\", "a\tb\nc|\\N@1\n␀|d\\@2\n")
	head, tail := `{"schema":{},"hierarchy":{},"data":`, "}\n"
	f(load.R108JSON, head+`{"a":"x","x":{"b":1.50}}`+tail+head+`{"a":null,"x":[1]}`+tail+head+`{"a":true,"x":{"b":{"c": [1, "\u00e9"]}}}`+tail+head+`{"a":""}`+tail,
		"x|1.50@1\n␀|␀@2\n1|{\"c\":[1,\"é\"]}@3\n|␀@4\n")
	two.Columns[0].Type = load.JSON
	f(load.R108JSON, head+`{"a":"x"}`+tail+head+`{"a":true}`+tail+head+`{"a":null}`+tail, "\"x\"|␀@1\ntrue|␀@2\n␀|␀@3\n")
	f(load.R108JSON, head+`{"a":null,"A":2}`+tail+head+`{"a":1,"A":2}`+tail, "2|␀@1\n1|␀@2\n")
	two.Columns[0].Type = load.Text
	f(load.R108JSON, "{", "1: not JSON")
	f(load.R108JSON, "[]", "1: not a shredded entity")
}

func TestFailed(t *testing.T) {
	row := badrow.Row{Family: badrow.TrackerViolations, Time: 1532433600123, Processor: badrow.Processor{Artifact: "camonica", Version: "1.0.0"},
		Messages: []badrow.Message{{Shape: badrow.Mismatch, Field: "tv", Value: badrow.Some("secret"), Want: "a version"}},
		Request:  &badrow.Request{Vendor: "v", Version: "1", Params: []badrow.Param{{Name: "aid", Value: badrow.Some("shop")}}, HasTime: true, Time: 1532433600000}}
	lines := string(row.Append(nil)) + "\n" +
		`{"line":"bGluZQ==","errors":[{"level":"error","message":"wrong"}],"failure_tstamp":"2018-07-24T12:00:00.000Z"}` + "\n" +
		"no JSON\n" + `{"schema":"iglu:com.acme/x/jsonschema/1-0-0","data":{}}` + "\n"
	s := mem.New()
	if _, err := store.PutBytes(t.Context(), s, "k", []byte(lines)); err != nil {
		t.Fatal(err)
	}
	got, err := read(t, load.Failed(), load.Part{Store: s, Key: "k", Layout: load.FailedJSON, Rows: 4})
	if err != nil {
		t.Fatal(err)
	}
	want := "tracker_protocol_violations|2018-07-24 12:00:00.123|␀|tv|expected a version|camonica 1.0.0|shop|2018-07-24 12:00:00.000|␀|k|1 @k:1\n" +
		"r108|2018-07-24 12:00:00.000|␀|␀|wrong|␀|␀|␀|␀|k|2 @k:2\n" +
		"unknown|␀|␀|␀|␀|␀|␀|␀|␀|k|3 @k:3\n" +
		"unknown|␀|␀|␀|␀|␀|␀|␀|␀|k|4 @k:4\n"
	if got != want {
		t.Errorf("rows:\n%s\nwant\n%s", got, want)
	}
}

func TestParts(t *testing.T) {
	s := mem.New()
	long := strings.Repeat("x", 1<<20)
	parts := []load.Part{
		loadtest.Part(t, s, "a.gz", 0, load.AtomicTSV, "1\t2\n", "3\t4\n"),
		loadtest.Part(t, s, "empty.gz", 0, load.AtomicTSV),
		loadtest.Part(t, s, "b.zst", 0, load.AtomicTSV, long+"\t5\n", "6\t7\n"),
		loadtest.Part(t, s, "c", 0, load.AtomicTSV),
	}
	got, err := read(t, two, parts...)
	if err != nil {
		t.Fatal(err)
	}
	if want := "1|2 @a.gz:1\n3|4 @a.gz:2\n" + long + "|5 @b.zst:1\n6|7 @b.zst:2\n"; got != want {
		t.Errorf("%d bytes, want %d", len(got), len(want))
	}
	parts[2].Rows = 3
	if _, err := read(t, two, parts...); !errors.Is(err, load.ErrCount) {
		t.Errorf("wrong count: %v", err)
	}
	parts[2].Key = "absent"
	if _, err := read(t, two, parts...); !errors.Is(err, store.ErrNotExist) {
		t.Errorf("absent part: %v", err)
	}
}

func TestDamaged(t *testing.T) {
	s := mem.New()
	loadtest.Part(t, s, "a.gz", 0, load.AtomicTSV, strings.Repeat("1\t2\n", 1000))
	b, err := store.ReadAll(t.Context(), s, "a.gz", 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.PutBytes(t.Context(), s, "cut.gz", b[:len(b)-9]); err != nil {
		t.Fatal(err)
	}
	if _, err := read(t, two, load.Part{Store: s, Key: "cut.gz", Rows: -1}); err == nil {
		t.Error("a part that was cut off was read without an error")
	}
}

func FuzzRows(f *testing.F) {
	f.Add(uint8(0), []byte("1\t2\n\t\n"))
	f.Add(uint8(2), []byte("a\\t\\\\\t\\N\n"))
	f.Add(uint8(3), []byte(`{"schema":{},"hierarchy":{},"data":{"a":1,"x":{"b":[]}}}`))
	f.Add(uint8(4), []byte(`{"errors":[{"message":"x"}],"failure_tstamp":"2018-07-24T12:00:00.000Z"}`))
	f.Fuzz(func(t *testing.T, layout uint8, content []byte) {
		s := mem.New()
		if _, err := store.PutBytes(t.Context(), s, "k", content); err != nil {
			t.Fatal(err)
		}
		table := two
		l := load.Layout(layout % 5)
		if l == load.FailedJSON {
			table = load.Failed()
		}
		_, err := read(t, table, load.Part{Store: s, Key: "k", Layout: l, Rows: -1})
		var de *load.DataError
		if err != nil && !errors.As(err, &de) {
			t.Error(err)
		}
	})
}
