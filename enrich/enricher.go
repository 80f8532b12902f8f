package enrich

import (
	"context"
	"fmt"
	"math"
	"sort"

	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/enrich/convert"
	"github.com/camonica/camonica/enrich/recent"
	"github.com/camonica/camonica/event"
)

// artifact names us in failed events and in v_etl.
const artifact = "camonica"

// maxVETL is the length of the column v_etl.
const maxVETL = 100

// An Enricher is a run's enrich, shared by all workers. It does not change.
type Enricher struct {
	o         Options
	line      []place // before the derived entities are assembled
	ahead     []Ahead // of the line
	tail      []place // after
	limits    event.Limits
	processor badrow.Processor
	vETL      string
	etlTstamp string
}

// A place is one step of the line: a core step or a configured one.
type place struct {
	order int
	core  func(*Worker)
	step  *Step
}

// New checks the options and puts the steps in order.
func New(o Options) (*Enricher, error) {
	if err := o.validate(); err != nil {
		return nil, fmt.Errorf("enrich options: %w", err)
	}
	e := &Enricher{o: o, processor: badrow.Processor{Artifact: artifact, Version: o.Version}}
	e.vETL = artifact + "-" + o.Version
	e.vETL = e.vETL[:min(len(e.vETL), maxVETL)]
	e.etlTstamp = string(convert.AppendTimestamp(nil, o.Time))

	places := []place{
		{order: OrderPage, core: (*Worker).page},
		{order: OrderDerivedTstamp, core: (*Worker).derivedTstamp},
		{order: OrderReferrer, core: (*Worker).referrer},
		{order: OrderPageQuery, core: (*Worker).pageQuery},
		{order: OrderCrossDomain, core: (*Worker).crossDomain},
		{order: OrderEventSchema, core: (*Worker).eventSchema},
	}
	e.o.Steps = append([]Step(nil), o.Steps...)
	for i := range e.o.Steps {
		s := &e.o.Steps[i]
		if s.Order == OrderAnonIP && o.LateAnonymisation {
			s.Order = OrderLateAnonIP
		}
		places = append(places, place{order: s.Order, step: s})
	}
	sort.SliceStable(places, func(i, j int) bool { return places[i].order < places[j].order })
	if o.Tracer != nil {
		places = traced(places, o.Tracer)
	}
	n := sort.Search(len(places), func(i int) bool { return places[i].order > OrderDerivedContexts })
	e.line, e.tail = places[:n:n], places[n:]
	if o.Tracer != nil {
		e.line = append(e.line, beforeDerived(o.Tracer))
	}

	for i := range e.line {
		if s := e.line[i].step; s != nil {
			if a, ok := s.Enrichment.(Ahead); ok {
				e.ahead = append(e.ahead, a)
			}
		}
	}
	for c, limit := range o.Limits {
		if e.limits[c] = limit; limit <= 0 {
			e.limits[c] = math.MaxInt
		}
	}
	return e, nil
}

// An Output takes what becomes of events. What it is given is valid during the
// call. An error stops the run.
type Output interface {
	Good(e *event.Event) error
	Bad(r *badrow.Row) error
}

// An IncompleteOutput also takes failed events as rows, each after its failed
// event. Outputs need it if Options.EmitFailed is set.
type IncompleteOutput interface {
	Output
	Incomplete(e *event.Event) error
}

// Counts are what became of records. In = Good + Failed + Skipped: a record
// counts as its number of events, or once if it is no event or cannot be made
// into events.
type Counts struct {
	In, Good, Failed, Skipped int64

	Incomplete int64 // failed events that were also given as rows
	Overlong   int64 // columns above their limit that were accepted
	Dropped    int64 // derived entities that were invalid and left out

	// Tallies are what enrichments counted; see Work.Count. Nil is nothing.
	Tallies map[string]int64
}

// Add adds what another record came to.
func (c *Counts) Add(d Counts) {
	c.In += d.In
	c.Good += d.Good
	c.Failed += d.Failed
	c.Skipped += d.Skipped
	c.Incomplete += d.Incomplete
	c.Overlong += d.Overlong
	c.Dropped += d.Dropped
	c.addTallies(d.Tallies)
}

// NewWorker returns the memory of one goroutine; number tells workers apart.
func (e *Enricher) NewWorker(number int) *Worker {
	w := &Worker{e: e, addresses: recent.New[*address](maxAddresses)}
	w.work.Event = &w.event
	w.work.Worker = number
	w.schemas.set = e.o.Schemas
	return w
}

// Record makes events of one record: a line without its end, or one Thrift
// record. number is its place in its object, counted from 0 over all records;
// events without an id get one from it and the record's bytes.
//
// Everything wrong with the record goes to out as failed events. An error is an
// outage – of a schema registry, of a service, of out – or the end of ctx: the
// run stops, and what was given to out for this record may be incomplete.
func (w *Worker) Record(ctx context.Context, record []byte, number uint64, out Output) (Counts, error) {
	w.begin(record, number, out)
	err := w.parse(ctx)
	w.counts.Tallies = w.work.takeTallies()
	if err != nil {
		err = fmt.Errorf("enrich record %d: %w", number, err)
	}
	return w.counts, err
}
