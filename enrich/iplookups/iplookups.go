package iplookups

import (
	"context"
	"net/netip"

	"github.com/oschwald/maxminddb-golang/v2"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/enrich/perworker"
	"github.com/camonica/camonica/enrich/recent"
	"github.com/camonica/camonica/event"
)

// SchemaASN is the schema of the entity that tells of the autonomous system.
const SchemaASN = "iglu:com.snowplowanalytics.snowplow/asn/jsonschema/1-0-1"

const (
	maxAddresses = 20_000 // that a worker remembers
	maxRecords   = 32_768 // of each database that a worker remembers decoded

	// maxText is more than the longest address with a port.
	maxText = 64
)

// An Enrichment looks addresses up. Databases that are not configured are nil.
type Enrichment struct {
	geo, isp, domain, connection, asn *maxminddb.Reader

	workers perworker.Of[worker]
}

// A worker is the memory of one worker.
type worker struct {
	answers *recent.Cache[*answer]

	geo        records[geo]
	isp        records[isp]
	domain     records[domain]
	connection records[connection]
	asn        records[enrich.Known]
}

func newWorker() *worker {
	return &worker{answers: recent.New[*answer](maxAddresses)}
}

// An answer is what is known of an address. What is not known is nil.
type answer struct {
	geo        *geo
	isp        *isp
	domain     *domain
	connection *connection
	asn        *enrich.Known
}

// Enrich sets the columns of the databases that know the address. It never
// fails.
func (e *Enrichment) Enrich(_ context.Context, w *enrich.Work) error {
	s := w.Event.Get(event.UserIPAddress)
	if s == "" || len(s) > maxText {
		return nil
	}
	state := e.workers.Get(w.Worker)
	a, ok := state.answers.Get(s)
	if !ok {
		a = e.lookup(state, s)
		state.answers.Put(s, a)
	}
	a.set(w)
	return nil
}

// lookup returns an answer that does not refer to s.
func (e *Enrichment) lookup(w *worker, s string) *answer {
	address, ok := parse(s)
	if !ok {
		return new(answer)
	}
	return &answer{
		geo:        w.geo.find(e.geo, address, decodeGeo),
		isp:        w.isp.find(e.isp, address, decodeISP),
		domain:     w.domain.find(e.domain, address, decodeDomain),
		connection: w.connection.find(e.connection, address, decodeConnection),
		asn:        w.asn.find(e.asn, address, decodeASN),
	}
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
	e := w.Event
	if a.geo != nil {
		for i, c := range geoColumns {
			e.SetSafe(c, a.geo[i])
		}
	}
	if a.isp != nil {
		e.SetSafe(event.IPISP, a.isp.isp)
		e.SetSafe(event.IPOrganization, a.isp.organization)
	}
	if a.domain != nil {
		e.SetSafe(event.IPDomain, string(*a.domain))
	}
	if a.connection != nil {
		e.SetSafe(event.IPNetSpeed, string(*a.connection))
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
