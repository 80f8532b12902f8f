package iab

import (
	"strings"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/event"
)

// Explain implements enrich.Explainer.
func (e *Enrichment) Explain(w *enrich.Work) enrich.Explanation {
	x := enrich.Explanation{Reads: []event.Column{event.UserAgent, event.UserIPAddress, event.DerivedTstamp}}
	agent, tstamp := w.Event.Get(event.UserAgent), w.Event.Get(event.DerivedTstamp)
	addr := parseAddr(w.Event.Get(event.UserIPAddress))
	var v *verdict
	var said []string
	if agent != "" {
		found := e.lists.verdict(agent)
		v = &found
	} else {
		said = append(said, "no user agent")
	}
	if !addr.IsValid() {
		said = append(said, "no address")
	}
	switch {
	case tstamp == "":
		said = append(said, "no derived_tstamp")
	case agent != "" || addr.IsValid():
		said = append(said, reason(v, e.check(v, addr, tstamp)))
	}
	x.Note = strings.Join(said, "; ")
	return x
}

// reason says how check came to what the entity says.
func reason(v *verdict, data string) string {
	switch {
	case v != nil && v.custom == browser:
		return "parameter includeUseragents has the user agent"
	case v != nil && v.custom != "":
		return "parameter excludeUseragents has the user agent"
	case data == robotByAddress:
		return "the list of addresses has the address"
	case v == nil:
		return "the list of addresses does not have the address"
	case data == notIncluded:
		return "the list of browsers does not have the user agent"
	case v.exclude == nil:
		return "the list of browsers has the user agent and no list of robots does"
	case data == v.exclude.active:
		return "the list of robots has the user agent"
	}
	return "the list of robots had the user agent, before the time of the event"
}
