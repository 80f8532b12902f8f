package enrich_test

import (
	"strings"
	"testing"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/textcache"
	"github.com/camonica/camonica/event"
)

// ahead is a step that is also asked ahead.
type ahead struct {
	step
	begin func(*enrich.Work)
}

func (a ahead) Ahead(w *enrich.Work) { a.begin(w) }

// TestAhead asks for the keys of texts, which lie where those of the event before lay.
func TestAhead(t *testing.T) {
	var said []string
	check := func(w *enrich.Work, when string) {
		agent, _ := w.UserAgent()
		address := w.Event.Get(event.UserIPAddress)
		said = append(said, when+" "+agent)
		if w.AgentKey(agent) != textcache.KeyOf(agent) || w.AddressKey(address) != textcache.KeyOf(address) {
			t.Errorf("%s: another key for %q, %q", when, agent, address)
		}
		if w.AgentKey("other") != textcache.KeyOf("other") || w.AddressKey("other") != textcache.KeyOf("other") {
			t.Errorf("%s: another key for a text that is not the event's", when)
		}
	}
	w := newWorker(t, func(o *enrich.Options) {
		o.Steps = []enrich.Step{{Name: "x", Order: enrich.OrderUAParser, Enrichment: ahead{
			step:  func(w *enrich.Work) error { check(w, "then"); return nil },
			begin: func(w *enrich.Work) { check(w, "first") },
		}}}
	})
	for i, r := range [][]byte{get("ua", "agent 1", "ip", "192.0.2.1"), get("ua", "agent 2", "ip", "192.0.2.2"), get("ua", "agent 10")} {
		if out, _ := record(t, w, r); len(out.good) != 1 {
			t.Errorf("event %d failed", i)
		}
	}
	want := "first agent 1, then agent 1, first agent 2, then agent 2, first agent 10, then agent 10"
	if got := strings.Join(said, ", "); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
