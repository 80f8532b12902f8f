package event_test

import (
	"strings"
	"testing"

	"github.com/camonica/camonica/event"
)

func TestGroup(t *testing.T) {
	columns := []event.Column{event.GeoCity, event.GeoCountry, event.BRName, event.BRVersion}
	g := event.NewGroup("a\tb", "", "\x01x\x7f", "é\xff")
	if want := "a    bxé\ufffd"; g.Text() != want {
		t.Errorf("got %q, want %q", g.Text(), want)
	}
	var e event.Event
	e.Set(event.GeoCountry, "GB")
	e.Set(event.BRType, "Browser")
	e.SetGroup(columns, &g)
	for c, want := range map[event.Column]string{
		event.GeoCity: "a    b", event.GeoCountry: "", event.BRName: "x", event.BRVersion: "é\ufffd", event.BRType: "Browser",
	} {
		if got := e.Get(c); got != want {
			t.Errorf("%s = %q, want %q", c, got, want)
		}
	}
	for _, c := range columns {
		if !e.Safe(c) {
			t.Errorf("%s is not known to be safe", c)
		}
	}
	row := strings.Split(string(e.AppendTSV(nil)), "\t")
	if len(row) != event.Count || row[event.GeoCity] != "a    b" || row[event.BRVersion] != "é\ufffd" {
		t.Errorf("row %q", row)
	}
}

// TestGroupOfFewer sets more columns than the group has texts.
func TestGroupOfFewer(t *testing.T) {
	g := event.NewGroup("one")
	var e event.Event
	e.Set(event.BRFamily, "before")
	e.SetGroup([]event.Column{event.BRName, event.BRFamily}, &g)
	if e.Get(event.BRName) != "one" || e.Get(event.BRFamily) != "" {
		t.Errorf("got %q and %q", e.Get(event.BRName), e.Get(event.BRFamily))
	}
	e.SetGroup([]event.Column{event.BRName}, new(event.Group))
	if e.Get(event.BRName) != "" {
		t.Errorf("got %q of an empty group", e.Get(event.BRName))
	}
}
