package enrich

import (
	"context"

	"github.com/camonica/camonica/adapter"
	"github.com/camonica/camonica/enrich/pageuri"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/payload"
)

// A Work is one event on its way through enrich. It belongs to one worker and is
// reused; nothing of it may be kept.
type Work struct {
	Event *event.Event // columns so far; Event.Derived collects entities
	Raw   *adapter.Raw // parameters and payload

	Page      pageuri.URI    // of page_url; zero if there is none
	Referrer  pageuri.URI    // of page_referrer
	PageQuery []payload.Pair // querystring of the page, decoded

	Worker int  // number of the worker, 0 …, for state per worker: no two goroutines have the same
	Drop   bool // an enrichment (JavaScript) dropped the event: it is counted as skipped

	known   lately           // see Derive
	agent   keyed            // see AgentKey
	address keyed            // see AddressKey
	tallies map[string]int64 // see Count
}

// UserAgent returns the user agent of the event and whether it has one. One
// without a character is one, though its column is empty: enrichments tell it
// apart from none, as R108's did.
func (w *Work) UserAgent() (string, bool) {
	if agent := w.Event.Get(event.UserAgent); agent != "" {
		return agent, true
	}
	if w.Raw.Payload.UserAgent.Set {
		return "", true
	}
	for i := range w.Raw.Params {
		if p := &w.Raw.Params[i]; p.Name == "ua" && p.Value.Set {
			return "", true
		}
	}
	return "", false
}

// An Enrichment adds facts to an event.
//
// Enrich may change the event's columns and append derived entities. It must not
// keep w or any string of it after returning. A returned *Failure, or any other
// error, makes a failed event (enrichment_failures) of this event only; the
// batch goes on. Enrich is called from many goroutines.
type Enrichment interface {
	Enrich(ctx context.Context, w *Work) error
}

// An Ahead is an enrichment that remembers much: what it knows of an event is never
// near in memory. Ahead is called some time before Enrich, when the tracker's columns
// are set, and begins to fetch it: it looks for what it will need and hands texts to
// package prefetch. It changes nothing.
type Ahead interface {
	Enrichment
	Ahead(w *Work)
}

// A Step is a configured enrichment with its place in the line.
type Step struct {
	Name       string   // configuration name, such as "ip_lookups"
	Schema     iglu.Key // of the configuration
	Identifier string   // for failed events, such as "ip-lookups"
	Order      int      // place among the steps; see order.go
	Calls      bool     // calls out (API, SQL, weather): skipped once the event has failed
	Enrichment Enrichment
}

// A Failure is an enrichment's error with what a failed event tells of it.
// Value is event data and goes nowhere else.
type Failure struct {
	Field string       // input field; "" for a plain error
	Value payload.Text // of that field
	Want  string       // what was expected, or what went wrong, in our words
}

func (f *Failure) Error() string { return "enrichment: " + f.Want }
