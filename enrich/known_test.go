package enrich_test

import (
	"strings"
	"testing"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/event"
)

const userSchema = "iglu:com.acme/user/jsonschema/1-0-0"

// TestKnownEntities derives the same entities again and again: they come out as
// others do that are validated each time.
func TestKnownEntities(t *testing.T) {
	f := func(schema, data string) {
		t.Helper()
		known := enrich.NewKnown(schema, []byte(data), enrich.RankOther)
		rows := func(derive func(w *enrich.Work)) []string {
			w := newWorker(t, func(o *enrich.Options) {
				o.Steps = []enrich.Step{{Name: "x", Order: enrich.OrderUAParser, Enrichment: step(func(w *enrich.Work) error {
					derive(w)
					return nil
				})}}
			})
			var all []string
			for range 3 {
				out, _ := record(t, w, get())
				all = append(all, column(out.good[0], event.DerivedContexts))
			}
			return all
		}
		want := rows(func(w *enrich.Work) {
			w.Event.Derived = append(w.Event.Derived, event.Entity{Schema: schema, Data: data, Rank: enrich.RankOther})
		})
		for range 2 { // with another worker too
			got := rows(func(w *enrich.Work) { w.Derive(known) })
			for i := range got {
				if got[i] != want[i] {
					t.Errorf("%s, event %d: got %q, want %q", data, i, got[i], want[i])
				}
			}
		}
	}
	f(userSchema, `{"plan":"free"}`)
	f(userSchema, `{"plan":"gold"}`)
	f(userSchema, "{ \"plan\":\t\"free\"}\n")
	f(userSchema, "{\"plan\":\"free\",\"name\":\"A\u007f\\u007fé\xff\"}")
	f(userSchema, `{"plan":"free"`)
	f(userSchema, "")
	f("iglu:com.acme/cart/jsonschema/1-0-0", `{"b":1}`)
	f("iglu:com.acme/none/jsonschema/1-0-0", `{}`)
	f("nothing", `{}`)
}

// TestKnownEntityChanged changes an entity after it was added.
func TestKnownEntityChanged(t *testing.T) {
	known := enrich.NewKnown(userSchema, []byte(`{"plan":"free"}`), enrich.RankOther)
	n := 0
	w := newWorker(t, func(o *enrich.Options) {
		o.Steps = []enrich.Step{{Name: "x", Order: enrich.OrderUAParser, Enrichment: step(func(w *enrich.Work) error {
			w.Derive(known)
			if n++; n%2 == 0 {
				d := &w.Event.Derived[len(w.Event.Derived)-1]
				d.Data = w.Event.Keep([]byte(`{"plan":"gold"}`))
			}
			return nil
		})}}
	})
	for i := range 4 {
		out, counts := record(t, w, get())
		row := column(out.good[0], event.DerivedContexts)
		if changed := i%2 == 1; strings.Contains(row, `"plan":"free"`) == changed || (counts.Dropped == 1) != changed {
			t.Errorf("event %d: %s, counts %+v", i, row, counts)
		}
	}
}
