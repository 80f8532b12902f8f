package stage

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/build"
	"github.com/camonica/camonica/engine"
	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/payload"
	"github.com/camonica/camonica/payload/container"
	"github.com/camonica/camonica/shred/dedupe"
	"github.com/camonica/camonica/store"
)

// enrichStage is stage enrich: raw objects in; enriched events, failed events and
// key rows out.
type enrichStage struct {
	doc      *engine.Document
	env      Env
	set      Enrich
	format   payload.Format
	enricher *enrich.Enricher
	limits   container.Limits
	feed     *piiFeed // nil: none is wanted

	mu   sync.Mutex
	idle []*enrichWorker // their caches outlive a bin
	made int             // workers so far: as many as bins were worked on at once
}

// An enrichWorker is a worker with its number.
type enrichWorker struct {
	*enrich.Worker
	number int
}

// worker returns a worker that nobody uses; give it back with release.
func (s *enrichStage) worker() *enrichWorker {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := len(s.idle); n > 0 {
		w := s.idle[n-1]
		s.idle = s.idle[:n-1]
		return w
	}
	s.made++
	return &enrichWorker{s.enricher.NewWorker(s.made - 1), s.made - 1}
}

func (s *enrichStage) release(w *enrichWorker) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.idle = append(s.idle, w)
}

func openEnrich(_ context.Context, doc *engine.Document, env Env) (binFunc, error) {
	set, err := settings[Enrich](doc)
	if err != nil {
		return nil, err
	}
	s := &enrichStage{doc: doc, env: env, set: set, limits: container.Limits{Record: set.RecordLimit, Decompressed: set.DecompressedLimit}}
	var formatOptions []payload.Option
	if set.DirectAddress {
		formatOptions = append(formatOptions, payload.DirectAddress())
	}
	if s.format, err = payload.ByName(set.Format, formatOptions...); err != nil {
		return nil, err
	}
	o := enrich.DefaultOptions()
	o.Format = s.format
	if o.Adapter, err = set.Adapters.NewRegistry(env.Schemas); err != nil {
		return nil, err
	}
	o.Schemas = env.Schemas
	o.Steps = env.Steps
	s.feed = openFeed(doc, env.Steps)
	o.Time = doc.ETLTstamp
	o.Version = build.Version
	o.MaxDepth, o.MaxSchemaDepth = set.MaxDepth, set.MaxDepth
	o.Lengths, o.Derived, o.LateAnonymisation = set.Lengths, set.Derived, set.LateAnonymisation
	if s.enricher, err = enrich.New(o); err != nil {
		return nil, err
	}
	return s.bin, nil
}

// bin enriches the objects of a bin in order. Events are numbered through the
// bin; records within their object.
func (s *enrichStage) bin(ctx context.Context, b *engine.Bin, d *engine.Done) error {
	ps := &parts{ctx: ctx}
	defer ps.abort()
	out := &enrichOutput{
		good: ps.add(newPart(ctx, s.env.Places[PlaceEnriched], PlaceEnriched,
			store.PartKey(s.doc.Run, "", b.Bin, 0, ""), s.set.Compression)),
		failed: newFailedParts(ctx, &s.env, PlaceEnrichedBad, s.doc.Run, b.Bin, s.set.FailedFormat, s.set.FailedCompression, ps),
		pulse:  s.env.Pulse,
		bin:    b.Bin,
		etl:    s.doc.ETLTstamp,
		hasher: dedupe.NewHasher(s.env.DedupeKey),
	}
	keyPart := ps.add(newPart(ctx, s.env.Places[PlaceExchange], PlaceExchange, store.DedupeKeysKey(s.doc.Run, b.Bin), Plain))
	out.keys = dedupe.NewKeyWriter(keyPart, s.set.Buckets)

	w := s.worker()
	defer s.release(w)
	if s.feed != nil {
		out.feed = s.feed.of(w.number, func() *part {
			return ps.add(newPart(ctx, s.env.Places[PlacePIIFeed], PlacePIIFeed, store.PartKey(s.doc.Run, "", b.Bin, 0, ""), s.set.FeedCompression))
		})
	}
	for _, split := range b.Splits {
		o, err := s.object(ctx, w.Worker, split, out)
		if err != nil {
			return err
		}
		d.Inputs = append(d.Inputs, o)
		d.Counts[engine.CountBytes] += split.Size
	}
	if _, err := out.keys.Close(); err != nil {
		return err
	}
	c := out.counts
	if c.In != c.Good+c.Failed+c.Skipped || c.Good != out.good.rows {
		return fmt.Errorf("enrich counts do not add up: in %d, good %d, failed %d, skipped %d", c.In, c.Good, c.Failed, c.Skipped)
	}
	d.Counts[engine.CountRecords] = out.records
	d.Counts[engine.CountIn] = c.In
	d.Counts[engine.CountGood] = c.Good
	d.Counts[engine.CountFailed] = c.Failed
	d.Counts[engine.CountSkipped] = c.Skipped
	noted(d.Counts, c)
	var err error
	if d.Outputs, err = ps.commit(); err != nil {
		return err
	}
	d.Detail, err = json.Marshal(Reasons{Families: out.failed.reasons})
	return err
}

// noted adds counts of what is no reason to fail events and yet to be known.
func noted(counts map[string]int64, c enrich.Counts) {
	add := func(name string, n int64) {
		if n > 0 {
			counts[name] = n
		}
	}
	add(engine.CountOverlong, c.Overlong)
	add(engine.CountInvalid, c.Dropped)
	for name, n := range c.Tallies {
		add(name, n)
	}
}

// Reasons is the detail of done records of enrich: failed events per family.
type Reasons struct {
	Families map[string]int64 `json:"families,omitempty"`
}

// object enriches the records of one raw object. What cannot be read of a damaged
// object is one failed event; a store that does not answer is an error.
func (s *enrichStage) object(ctx context.Context, w *enrich.Worker, split engine.Split, out *enrichOutput) (engine.Object, error) {
	in, err := openInput(ctx, s.env.Places[split.Place], split)
	if err != nil {
		return engine.Object{}, err
	}
	defer in.Close()
	r, err := container.Open(in, s.format.Binary(), s.limits)
	if err == nil {
		err = s.records(ctx, w, r, out)
		r.Close()
	}
	var damage *container.DamagedError
	switch {
	case errors.As(err, &damage):
		c, err := w.Damaged(damage.Partial, uint64(damage.Records), split.Key+": "+damage.Error(), out)
		out.counts.Add(c)
		if err != nil {
			return engine.Object{}, err
		}
	case err != nil:
		return engine.Object{}, fmt.Errorf("enrich %s: %w", split.Key, err)
	}
	return in.verify()
}

func (s *enrichStage) records(ctx context.Context, w *enrich.Worker, r *container.Reader, out *enrichOutput) error {
	for {
		rec, err := r.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		out.records++
		out.pulse.Beat()
		var c enrich.Counts
		if rec.TooLong {
			c, err = w.Oversized(bytes.Clone(rec.Bytes), rec.Size, int64(s.limits.Record), out)
		} else {
			c, err = w.Record(ctx, rec.Bytes, uint64(rec.Number), out)
		}
		out.counts.Add(c)
		if err != nil {
			return err
		}
	}
}

// enrichOutput takes what becomes of a bin's events.
type enrichOutput struct {
	good    *part
	failed  *failedParts
	keys    *dedupe.KeyWriter
	hasher  *dedupe.Hasher
	feed    *feedWorker // nil: none
	pulse   *engine.Pulse
	bin     int
	etl     int64
	records int64
	counts  enrich.Counts
	buf     []byte
}

var _ enrich.Output = (*enrichOutput)(nil)

// Good writes an enriched event and its key row.
func (o *enrichOutput) Good(e *event.Event) error {
	o.pulse.Beat() // an event may have waited for a service
	row := o.hasher.Row(e.Get(event.EventID), e.Get(event.EventFingerprint), dedupe.At(o.bin, o.good.rows), o.etl)
	if err := o.keys.Add(row); err != nil {
		return err
	}
	o.buf = e.AppendTSV(o.buf[:0])
	if err := o.good.row(o.buf); err != nil {
		return err
	}
	return o.feed.write()
}

// Bad writes a failed event.
func (o *enrichOutput) Bad(r *badrow.Row) error {
	o.pulse.Beat()
	o.feed.discard()
	return o.failed.write(r)
}
