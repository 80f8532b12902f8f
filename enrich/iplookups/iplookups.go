package iplookups

import (
	"context"
	"net/netip"

	"github.com/oschwald/maxminddb-golang/v2"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/perworker"
	"github.com/camonica/camonica/enrich/textcache"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/internal/prefetch"
)

// SchemaASN is the schema of the entity that tells of the autonomous system.
const SchemaASN = "iglu:com.snowplowanalytics.snowplow/asn/jsonschema/1-0-1"

const (
	maxAddresses = 32_768 // that are remembered
	maxRecords   = 32_768 // of each database that a worker remembers decoded

	// maxText is more than the longest address with a port.
	maxText = 64
)

// An Enrichment looks addresses up. Databases that are not configured are nil.
type Enrichment struct {
	geo, isp, domain, connection, asn *maxminddb.Reader

	answers *textcache.Cache[answer]
	workers perworker.Of[worker]
}

// A worker is the memory of one worker.
type worker struct {
	geo, isp, domain, connection records[event.Group]
	asn                          records[enrich.Known]
}

// An answer is what is known of an address. What is not known is nil.
type answer struct {
	geo                     event.Group // at hand, as most often it is the only one
	hasGeo                  bool
	isp, domain, connection *event.Group
	asn                     *enrich.Known
}

// Enrich sets the columns of the databases that know the address. It never
// fails.
func (e *Enrichment) Enrich(_ context.Context, w *enrich.Work) error {
	s := w.Event.Get(event.UserIPAddress)
	if s == "" || len(s) > maxText {
		return nil
	}
	k := w.AddressKey(s)
	a := e.answers.Get(k)
	if a == nil {
		a = e.answers.Add(k, func(a *answer) int {
			e.lookup(e.workers.Get(w.Worker), s, a)
			return 0
		})
	}
	a.set(w)
	return nil
}

// Ahead implements enrich.Ahead.
func (e *Enrichment) Ahead(w *enrich.Work) {
	if s := w.Event.Get(event.UserIPAddress); s != "" && len(s) <= maxText {
		if a := e.answers.Get(w.AddressKey(s)); a != nil {
			prefetch.String(a.geo.Text())
		}
	}
}

// lookup sets what is known of an address.
func (e *Enrichment) lookup(w *worker, s string, a *answer) {
	address, ok := parse(s)
	if !ok {
		return
	}
	if g := w.geo.find(e.geo, address, decodeGeo); g != nil {
		a.geo, a.hasGeo = *g, true
	}
	a.isp = w.isp.find(e.isp, address, decodeISP)
	a.domain = w.domain.find(e.domain, address, decodeDomain)
	a.connection = w.connection.find(e.connection, address, decodeConnection)
	a.asn = w.asn.find(e.asn, address, decodeASN)
}

// parse reads an address, which may have a port.
func parse(s string) (netip.Addr, bool) {
	a, err := netip.ParseAddr(s)
	if err != nil {
		p, err := netip.ParseAddrPort(s)
		if err != nil {
			return netip.Addr{}, false
		}
		a = p.Addr()
	}
	return a.Unmap().WithZone(""), true
}

// set fills the columns; the texts of records were made safe for them.
func (a *answer) set(w *enrich.Work) {
	if a.hasGeo {
		w.Event.SetGroup(geoColumns, &a.geo)
	}
	if a.isp != nil {
		w.Event.SetGroup(ispColumns, a.isp)
	}
	if a.domain != nil {
		w.Event.SetGroup(domainColumns, a.domain)
	}
	if a.connection != nil {
		w.Event.SetGroup(connectionColumns, a.connection)
	}
	if a.asn != nil {
		w.Derive(a.asn)
	}
}

// Close closes the databases.
func (e *Enrichment) Close() error {
	for i := range slots {
		if r := *slots[i].into(e); r != nil {
			if err := r.Close(); err != nil {
				return err
			}
		}
	}
	return nil
}
