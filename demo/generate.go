package demo

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"time"
)

// Traffic is the kind of events to make.
type Traffic string

// The kinds of traffic.
const (
	Mix Traffic = "mix"
	Tp2 Traffic = "tp2"
)

// Options say what to generate.
type Options struct {
	Events  int     // number of events; of a Mix, the number of records is a little smaller
	Seed    uint64  // same seed, same bytes
	Format  string  // one of Formats
	Traffic Traffic // Mix if empty
	// Agents is the number of distinct user agents; 0 means 4000. With a
	// negative number every record has one of its own.
	Agents int
	// Part numbers slices of one data set: parts differ in their events and
	// share visitors.
	Part int
}

// start is when the sample data begins; a data set spans seven days.
var start = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)

const span = 7 * 24 * time.Hour

// Generate writes raw records and returns their number: one a line, or, in a
// binary format, in the blocks of the S3 loader. It does not compress.
func Generate(w io.Writer, o Options) (records int, err error) {
	f, err := formatByName(o.Format)
	if err != nil {
		return 0, err
	}
	if o.Traffic == "" {
		o.Traffic = Mix
	}
	if o.Traffic == Tp2 && !f.bodies {
		return 0, fmt.Errorf("format %s records no bodies of trackers: %s traffic needs clj-tomcat or thrift", o.Format, Tp2)
	}
	bw := bufio.NewWriterSize(w, 1<<20)
	out := f.sink(bw)
	g := newGenerator(o)
	var buf []byte
	for made := 0; made < o.Events; {
		g.next(o.Events-made, f.bodies)
		made += len(g.hit.events)
		records++
		buf = f.append(buf[:0], &g.hit)
		if o.Traffic == Mix {
			buf = g.spoil(f, buf)
		}
		if err := out.write(buf); err != nil {
			return records, err
		}
	}
	if err := out.flush(); err != nil {
		return records, err
	}
	return records, bw.Flush()
}

// A hit is one request as a collector sees it.
type hit struct {
	at      time.Time
	visitor *visitor
	agent   string
	referer string // header of the request
	post    bool   // events in a tp2 body, else the one event in the querystring
	method  string
	path    string
	events  []params
}

// params are the tracker parameters of one event, in the order of the tracker.
type params []param

type param struct{ name, value string }

func (p *params) add(name, value string) { *p = append(*p, param{name, value}) }

type generator struct {
	o        Options
	r        *rand.Rand
	visitors []visitor
	agents   []string
	hit      hit
	spare    params // an earlier event, to be sent again
	n        int
	step     time.Duration
	scratch  []byte
}

func newGenerator(o Options) *generator {
	people := rand.New(rand.NewPCG(o.Seed, 1))
	agents := o.Agents
	if agents == 0 {
		agents = 4000
	}
	g := &generator{
		o:        o,
		r:        rand.New(rand.NewPCG(o.Seed, uint64(o.Part)+2)),
		visitors: newVisitors(people, max(20, min(50_000, o.Events/12))),
		step:     span / time.Duration(max(1, o.Events)),
	}
	if agents > 0 {
		g.agents = make([]string, agents)
		for i := range g.agents {
			g.agents[i] = userAgent(people, i)
		}
	}
	return g
}

// next fills g.hit with at most most events.
func (g *generator) next(most int, bodies bool) {
	g.n++
	v := &g.visitors[g.r.IntN(len(g.visitors))]
	h := &g.hit
	*h = hit{
		at:      start.Add(time.Duration(g.n) * g.step),
		visitor: v,
		method:  "GET",
		path:    "/i",
		events:  h.events[:0],
	}
	if g.agents == nil {
		h.agent = userAgent(g.r, g.n)
	} else {
		h.agent = g.agents[(v.agent+g.n*7919)%len(g.agents)]
		if g.o.Traffic == Mix {
			h.agent = g.agents[v.agent%len(g.agents)]
		}
	}
	v.visit(g.r)
	h.referer = v.page.url()
	if g.o.Traffic == Tp2 {
		h.asPost()
		h.events = append(h.events, g.pageEvent(v, h.at, true))
		return
	}
	n := 1
	if bodies && g.r.IntN(3) > 0 {
		h.asPost()
		n = min(most, 1+g.r.IntN(3))
	}
	for range n {
		h.events = append(h.events, g.event(v, h.at))
	}
	g.repeat()
}

func (h *hit) asPost() {
	h.post, h.method, h.path = true, "POST", "/com.snowplowanalytics.snowplow/tp2"
}

// repeat now and then sends an event a second time, or under an id that is
// already taken.
func (g *generator) repeat() {
	h := &g.hit
	switch g.r.IntN(200) {
	case 0: // a tracker that did not get the answer sends again
		if g.spare != nil {
			h.events[0] = g.spare
		}
	case 1: // another event with the id of an earlier one
		if g.spare != nil {
			for i := range h.events[0] {
				if h.events[0][i].name == "eid" {
					h.events[0][i].value = find(g.spare, "eid")
				}
			}
		}
	case 2, 3, 4, 5:
		g.spare = append(params(nil), h.events[0]...)
	}
}

func find(p params, name string) string {
	for _, q := range p {
		if q.name == name {
			return q.value
		}
	}
	return ""
}
