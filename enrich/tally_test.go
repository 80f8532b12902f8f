package enrich_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/camonica/camonica/enrich"
)

func TestTalliesAdd(t *testing.T) {
	one := enrich.Counts{Tallies: map[string]int64{"a": 1}}
	var sum enrich.Counts
	sum.Add(one)
	sum.Add(one)
	sum.Add(enrich.Counts{})
	sum.Add(enrich.Counts{Tallies: map[string]int64{"b": 2}})
	if got := fmt.Sprint(sum.Tallies); got != "map[a:2 b:2]" {
		t.Errorf("tallies %s", got)
	}
	if one.Tallies["a"] != 1 {
		t.Error("adding changes what is added")
	}
}

// counting is an enrichment that counts.
type counting struct{ names []string }

func (c counting) Enrich(_ context.Context, w *enrich.Work) error {
	for _, name := range c.names {
		w.Count(name)
	}
	return nil
}

// TestCount: what enrichments count comes with the record, and only with it; names
// are bounded.
func TestCount(t *testing.T) {
	names := []string{enrich.Ignored("api_request"), enrich.Ignored("api_request")}
	for i := range 100 {
		names = append(names, fmt.Sprint(i))
	}
	w := newWorker(t, func(o *enrich.Options) {
		o.Steps = []enrich.Step{{Name: "counting", Order: enrich.OrderAPI, Enrichment: counting{names}}}
	})
	for range 2 {
		c, err := w.Record(context.Background(), line("e=pv&p=web&tv=js-3", ""), 1, &discard{})
		if err != nil {
			t.Fatal(err)
		}
		if c.Good != 1 || c.Tallies["ignored:api_request"] != 2 || len(c.Tallies) != 64 {
			t.Errorf("counts %+v", c)
		}
	}
	w = newWorker(t, nil)
	if c, err := w.Record(context.Background(), line("e=pv&p=web&tv=js-3", ""), 1, &discard{}); err != nil || c.Tallies != nil {
		t.Errorf("counts %+v, %v", c, err)
	}
}
