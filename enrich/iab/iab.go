package iab

import (
	"context"
	"net/netip"
	"strings"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/textcache"
	"github.com/camonica/camonica/event"
)

const entitySchema = "iglu:com.iab.snowplow/spiders_and_robots/jsonschema/1-0-0"

// Texts of the entity.
const (
	categoryBrowser  = "BROWSER"
	categoryRobot    = "SPIDER_OR_ROBOT"
	categoryActive   = "ACTIVE_SPIDER_OR_ROBOT"
	categoryInactive = "INACTIVE_SPIDER_OR_ROBOT"

	reasonPassed  = "PASSED_ALL"
	reasonAddress = "FAILED_IP_EXCLUDE"
	reasonInclude = "FAILED_UA_INCLUDE"
	reasonExclude = "FAILED_UA_EXCLUDE"

	impactNone    = "NONE"
	impactUnknown = "UNKNOWN"
)

// impacts are what the digits of the list of robots mean.
var impacts = map[string]string{"0": "PAGE_IMPRESSIONS", "1": "AD_IMPRESSIONS", "2": "PAGE_AND_AD_IMPRESSIONS"}

func entity(category, reason, impact string) string {
	robot := "true"
	if category == categoryBrowser {
		robot = "false"
	}
	return `{"spiderOrRobot":` + robot + `,"category":"` + category + `","reason":"` + reason + `","primaryImpact":"` + impact + `"}`
}

// What the entity says where no record of the list of robots is in play.
var (
	browser         = entity(categoryBrowser, reasonPassed, impactNone)
	robotByAddress  = entity(categoryRobot, reasonAddress, impactUnknown)
	notIncluded     = entity(categoryRobot, reasonInclude, impactUnknown)
	excludedByOwner = entity(categoryRobot, reasonExclude, impactUnknown)
)

// An Enrichment adds the entity. It keeps what the lists say of many user
// agents; address and time are looked at for each event.
type Enrichment struct {
	robots addresses
	lists  *lists
	agents *textcache.Cache[verdict]
}

// A verdict is what the lists say of a user agent, as far as that does not
// depend on address and time.
type verdict struct {
	custom   string   // entity's data by a list of the configuration; "" if none has it
	included bool     // by an active record
	until    string   // event time before which it is included all the same
	exclude  *exclude // first record that matches, nil if there is none
}

// Enrich implements enrich.Enrichment.
func (e *Enrichment) Enrich(_ context.Context, w *enrich.Work) error {
	agent, tstamp := w.Event.Get(event.UserAgent), w.Event.Get(event.DerivedTstamp)
	addr := parseAddr(w.Event.Get(event.UserIPAddress))
	if tstamp == "" || agent == "" && !addr.IsValid() {
		return nil
	}
	var v *verdict
	if agent != "" {
		v = e.verdict(agent)
	}
	w.Event.Derived = append(w.Event.Derived, event.Entity{
		Schema: entitySchema, Data: e.check(v, addr, tstamp), Rank: enrich.RankIAB,
	})
	return nil
}

// parseAddr reads an address; it is the zero Addr if it is none. Names are not
// looked up.
func parseAddr(s string) netip.Addr {
	if s == "" {
		return netip.Addr{}
	}
	addr, err := netip.ParseAddr(s)
	if err != nil {
		return netip.Addr{}
	}
	return addr.Unmap().WithZone("")
}

// check goes through the lists; v is nil without a user agent, addr the zero Addr
// without an address.
func (e *Enrichment) check(v *verdict, addr netip.Addr, tstamp string) string {
	switch {
	case v != nil && v.custom != "":
		return v.custom
	case addr.IsValid() && e.robots.has(addr):
		return robotByAddress
	case v == nil:
		return browser
	case !v.included && tstamp >= v.until:
		return notIncluded
	case v.exclude == nil:
		return browser
	case v.exclude.until == "" || tstamp < v.exclude.until:
		return v.exclude.active
	}
	return v.exclude.inactive
}

func (e *Enrichment) verdict(agent string) *verdict {
	k := textcache.KeyOf(agent)
	if v := e.agents.Get(k); v != nil {
		return v
	}
	return e.agents.Add(k, func(v *verdict) int {
		*v = e.lists.verdict(agent)
		return 0
	})
}

func (l *lists) verdict(agent string) verdict {
	agent = strings.ToLower(agent)
	found := l.literals.NewFound()
	l.literals.Find(agent, found)
	var v verdict
	switch {
	case found.HasAny(l.customIncludes):
		v.custom = browser
	case found.HasAny(l.customExcludes):
		v.custom = excludedByOwner
	}
	for i := range l.includes {
		r := &l.includes[i]
		if !r.pattern.matches(agent, found) {
			continue
		}
		if r.active {
			v.included = true
			break
		}
		v.until = max(v.until, r.until)
	}
	for i := range l.excludes {
		r := &l.excludes[i]
		if r.pattern.matches(agent, found) && !found.HasAny(r.exceptions) {
			v.exclude = r
			break
		}
	}
	return v
}
