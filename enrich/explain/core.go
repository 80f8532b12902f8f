package explain

import (
	"slices"
	"strconv"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/convert"
	"github.com/camonica/camonica/enrich/pageuri"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/payload"
)

// core explains the core steps, before they run.
var core = map[string]func(*enrich.Work) enrich.Explanation{
	enrich.StepPage:            page,
	enrich.StepDerivedTstamp:   derivedTstamp,
	enrich.StepReferrer:        referrer,
	enrich.StepPageQuery:       pageQuery,
	enrich.StepCrossDomain:     crossDomain,
	enrich.StepEventSchema:     eventSchema,
	enrich.StepDerivedContexts: derivedContexts,
}

// explanation asks a step what it goes by. Steps need not know.
func explanation(w *enrich.Work, name string, configured *enrich.Step) enrich.Explanation {
	if configured == nil {
		if f, ok := core[name]; ok {
			return f(w)
		}
		return enrich.Explanation{}
	}
	if x, ok := configured.Enrichment.(enrich.Explainer); ok {
		return x.Explain(w)
	}
	return enrich.Explanation{}
}

func page(w *enrich.Work) enrich.Explanation {
	x := enrich.Explanation{Reads: []event.Column{event.PageURL}}
	s, from := w.Event.Get(event.PageURL), "the address that the tracker sent"
	if s == "" {
		s, from = w.Raw.Payload.Referer.Value, "the referer of the request, as the tracker sent no address"
	}
	if s == "" {
		x.Note = "neither the tracker nor a referer of the request names a page"
		return x
	}
	x.Note = from + address(s)
	return x
}

func referrer(w *enrich.Work) enrich.Explanation {
	x := enrich.Explanation{Reads: []event.Column{event.PageReferrer}}
	if s := w.Event.Get(event.PageReferrer); s != "" {
		x.Note = "the address that the tracker sent" + address(s)
		return x
	}
	x.Note = "the event has no referrer"
	return x
}

// address says what is to be known of an address besides where it comes from.
func address(s string) string {
	switch u := pageuri.Parse(s); {
	case !u.Valid:
		return "; it cannot be taken apart"
	case u.Text != s:
		return "; it is encoded anew to be taken apart"
	}
	return ""
}

func derivedTstamp(w *enrich.Work) enrich.Explanation {
	x := enrich.Explanation{Reads: []event.Column{
		event.CollectorTstamp, event.DvceCreatedTstamp, event.DvceSentTstamp, event.TrueTstamp,
	}}
	get := w.Event.Get
	collector, created, sent := get(event.CollectorTstamp), get(event.DvceCreatedTstamp), get(event.DvceSentTstamp)
	const plain = "collector_tstamp as it is, as "
	switch derived := string(convert.AppendDerived(nil, collector, created, sent, get(event.TrueTstamp))); {
	case get(event.TrueTstamp) != "":
		x.Note = "true_tstamp, which the tracker sent"
	case collector == "":
		x.Note = "the event has no time of the collector"
	case derived != collector:
		x.Note = "collector_tstamp less the time between dvce_created_tstamp and dvce_sent_tstamp"
	case created == "":
		x.Note = plain + "the event has no dvce_created_tstamp"
	case sent == "":
		x.Note = plain + "the event has no dvce_sent_tstamp"
	case created == sent:
		x.Note = plain + "the device sent the event when it created it"
	default:
		x.Note = plain + "dvce_sent_tstamp is not after dvce_created_tstamp, or too far from it"
	}
	return x
}

func pageQuery(w *enrich.Work) enrich.Explanation {
	x := enrich.Explanation{Reads: []event.Column{event.PageURLQuery}}
	pairs, _ := w.Page.Pairs(nil, nil, w.Raw.Payload.Encoding)
	x.Note = "parameters: " + strconv.Itoa(len(pairs))
	if len(pairs) == 0 {
		x.Note = noQuery
	}
	return x
}

const noQuery = "the page has no query"

func crossDomain(w *enrich.Work) enrich.Explanation {
	x := enrich.Explanation{Reads: []event.Column{event.PageURLQuery}}
	c := pageuri.ParseCrossDomain(w.PageQuery)
	switch {
	case len(w.PageQuery) == 0:
		x.Note = noQuery
	case !slices.ContainsFunc(w.PageQuery, func(p payload.Pair) bool { return p.Name == "_sp" }):
		x.Note = "the page's query has no _sp"
	case c.UserID == "" && !c.Timed:
		x.Note = "_sp names no user and has no time"
	case c.UserID == "":
		x.Note = "_sp names no user"
	case !c.Timed:
		x.Note = "_sp has no time"
	default:
		x.Note = "_sp names a user and a time"
	}
	return x
}

func eventSchema(w *enrich.Work) enrich.Explanation {
	x := enrich.Explanation{Reads: []event.Column{event.EventType}}
	switch w.Event.Get(event.EventType) {
	case "":
		x.Note = "the event has no type"
	case "unstruct":
		x.Note = "the schema of the self-describing event"
		if w.Event.Get(event.UnstructEvent) == "" {
			x.Note = "the schema of the self-describing event, which is missing or invalid"
		}
	case "page_view", "page_ping", "struct", "transaction", "transaction_item":
		x.Note = "the schema that stands for the event's type"
	default:
		x.Note = "no schema stands for the event's type"
	}
	return x
}

func derivedContexts(w *enrich.Work) enrich.Explanation {
	if n := len(w.Event.Derived); n > 0 {
		return enrich.Explanation{Note: "derived entities: " + strconv.Itoa(n)}
	}
	return enrich.Explanation{Note: "no step derived an entity"}
}
