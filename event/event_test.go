package event_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/camonica/camonica/event"
)

func TestTable(t *testing.T) {
	f := func(c event.Column, index int, name string) {
		t.Helper()
		if int(c) != index || c.String() != name {
			t.Errorf("column %d is %s, want %d %s", c, c, index, name)
		}
		if got, ok := event.ByName(name); !ok || got != c {
			t.Errorf("ByName(%q) = %d, %v", name, got, ok)
		}
	}
	f(event.AppID, 0, "app_id")
	f(event.CollectorTstamp, 3, "collector_tstamp")
	f(event.EventID, 6, "event_id")
	f(event.Contexts, 52, "contexts")
	f(event.UnstructEvent, 58, "unstruct_event")
	f(event.DerivedContexts, 122, "derived_contexts")
	f(event.TrueTstamp, 130, "true_tstamp")
	atomic := 0
	for c := range event.Column(event.Count) {
		if c.Atomic() {
			atomic++
		}
	}
	if atomic != 128 {
		t.Errorf("%d atomic columns, want 128", atomic)
	}
}

func TestTSV(t *testing.T) {
	var e event.Event
	if got := string(e.AppendTSV(nil)); got != strings.Repeat("\t", 130) {
		t.Errorf("empty event = %q", got)
	}
	e.Set(event.AppID, "a\tb\x00\x7f\n")
	e.SetBytes(event.TrueTstamp, []byte("z\xff"))
	row := e.AppendTSV(nil)
	if want := "a    b" + strings.Repeat("\t", 130) + "z\uFFFD"; string(row) != want {
		t.Errorf("row = %q, want %q", row, want)
	}
	var back event.Event
	if err := back.ParseTSV(row); err != nil {
		t.Fatal(err)
	}
	if got := back.AppendTSV(nil); string(got) != string(row) {
		t.Errorf("read back %q, want %q", got, row)
	}
	var fc *event.FieldCountError
	if err := back.ParseTSV([]byte("a\tb")); !errors.As(err, &fc) || fc.Found != 2 {
		t.Errorf("two fields: %v", err)
	}
	if err := back.ParseTSV(append(row, "\tmore"...)); !errors.As(err, &fc) || fc.Found != 132 {
		t.Errorf("132 fields: %v", err)
	}
}

func TestKeepSurvivesGrowth(t *testing.T) {
	var e event.Event
	var kept []string
	for i := range 2000 {
		kept = append(kept, e.Keep([]byte(strings.Repeat("x", i%50)+"!")))
	}
	for i, s := range kept {
		if want := strings.Repeat("x", i%50) + "!"; s != want {
			t.Fatalf("string %d = %q, want %q", i, s, want)
		}
	}
}

// FuzzParseTSV holds for every row: 131 fields are read and written as they were,
// as far as a row may hold them, and seen as JSON.
func FuzzParseTSV(f *testing.F) {
	f.Add([]byte(strings.Repeat("\t", 130)))
	f.Add([]byte("shop\tweb" + strings.Repeat("\t1", 129)))
	f.Add([]byte("a\xff\r" + strings.Repeat("\t{\"a\":[1e9]}", 130)))
	f.Add([]byte("a\tb"))
	f.Fuzz(func(t *testing.T, row []byte) {
		var e, back event.Event
		fields := bytes.Count(row, []byte("\t")) + 1
		err := e.ParseTSV(row)
		if fc := (*event.FieldCountError)(nil); (err == nil) != (fields == event.Count) || err != nil && (!errors.As(err, &fc) || fc.Found != fields) {
			t.Fatalf("%d fields: %v", fields, err)
		}
		if err != nil {
			return
		}
		out := e.AppendTSV(nil)
		if err := back.ParseTSV(out); err != nil || !bytes.Equal(back.AppendTSV(nil), out) {
			t.Errorf("%q was written as %q, then as %q, %v", row, out, back.AppendTSV(nil), err)
		}
		for _, view := range [][]byte{back.AppendJSON(nil), back.AppendPartialJSON(nil)} {
			if !json.Valid(view) {
				t.Errorf("%q seen as %s", row, view)
			}
		}
	})
}
