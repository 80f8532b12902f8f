package shred

import (
	"context"
	"fmt"
	"strconv"

	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/shred/dedupe"
)

// Options are the settings of a Shredder.
type Options struct {
	Schemas Schemas

	// Layout is JSON or ModelTSV. It names the folders; Formats says which form
	// entities have.
	Layout  Layout
	Formats Formats
	Escape  Escape

	// Cut cuts texts of events to R108's widths, in UTF-16 units. Targets that
	// cut by their own widths do not want it.
	Cut bool

	// Validate checks all entities against their schemas. It may be off where
	// enrich has just done so.
	Validate bool

	// R108 writes failed events in the form of R108.
	R108      bool
	Processor badrow.Processor
	Time      int64 // of failed events, milliseconds since 1970
}

// A Shredder turns lines into rows. It belongs to one worker and reuses what it
// allocates.
type Shredder struct {
	opts Options
	out  Output

	line     line
	columns  [3]column
	entities []entity
	faults   []badrow.Message

	atomic    Table
	kinds     map[string]*kind // by URI
	families  map[modelKey]*family
	duplicate *kind

	row, id []byte
	event   event.Event // of a failed event
	bad     badrow.Row
	stats   Stats
	first   []byte
	last    []byte
}

// New makes a Shredder that writes to out.
func New(opts Options, out Output) (*Shredder, error) {
	if opts.Layout != JSON && opts.Layout != ModelTSV {
		return nil, fmt.Errorf("shred: layout %q is not one to write", opts.Layout)
	}
	if err := opts.Formats.Check(); err != nil {
		return nil, err
	}
	s := &Shredder{opts: opts, out: out, columns: newColumns(),
		kinds: make(map[string]*kind), families: make(map[modelKey]*family)}
	t, err := out.Open(TableInfo{Folder: opts.Layout.Atomic(), Key: AtomicKey, Encoding: EncodingTSV})
	if err != nil {
		return nil, fmt.Errorf("open table: %w", err)
	}
	s.atomic = t
	return s, nil
}

// Stats tells what was done so far.
func (s *Shredder) Stats() Stats {
	s.stats.First, s.stats.Last = string(s.first), string(s.last)
	return s.stats
}

// Shred takes one enriched event without its line end, where it is among the
// run's, and what deduplication says of it. The line is not kept.
//
// An event that is wrong goes to Bad and is no error. Errors are outages of a
// registry and those of the Output; after one nothing of the event may have been
// written, or some.
func (s *Shredder) Shred(ctx context.Context, text []byte, pos dedupe.Position, v dedupe.Verdict) error {
	if v == dedupe.Drop {
		s.stats.Dropped++
		return nil
	}
	s.line.set(text)
	s.entities, s.faults = s.entities[:0], s.faults[:0]
	if n := len(s.line.ends); n < minFields {
		s.faults = append(s.faults, badrow.Message{Shape: badrow.FieldCount, Value: badrow.Some(strconv.Itoa(n)),
			Want: fmt.Sprintf("at least %d tab-separated fields, found %d", minFields, n)})
		return s.fail(badrow.LoaderParsing)
	}
	s.check()
	if len(s.faults) > 0 {
		return s.fail(badrow.LoaderParsing)
	}
	for i := range s.columns {
		if err := s.collect(ctx, &s.columns[i]); err != nil {
			return err
		}
	}
	switch {
	case len(s.faults) > 0:
		return s.fail(s.familyOfFaults())
	case v == dedupe.Fail:
		s.faults = append(s.faults, badrow.Message{Want: "the events manifest refused the event"})
		return s.fail(badrow.LoaderRuntime)
	}
	return s.write(pos, v == dedupe.NewID)
}

// check checks the columns that everything else hangs on.
func (s *Shredder) check() {
	if !isID(s.line.str(event.EventID)) {
		s.mismatch(event.EventID, "a UUID in lower case")
	}
	for _, c := range [...]event.Column{event.CollectorTstamp, event.ETLTstamp} {
		if !isTime(s.line.str(c)) {
			s.mismatch(c, "a time as yyyy-MM-dd HH:mm:ss.SSS")
		}
	}
}

// mismatch notes that a column does not hold what it should.
func (s *Shredder) mismatch(c event.Column, want string) {
	s.faults = append(s.faults, badrow.Message{Shape: badrow.Mismatch, Field: c.String(), Source: c.String(),
		Value: badrow.Some(string(s.line.field(c))), Want: want})
}

func (s *Shredder) fault(c event.Column, m badrow.Message) {
	m.Source = c.String()
	if m.Shape == badrow.Mismatch {
		m.Field = m.Source
	}
	s.faults = append(s.faults, m)
}

// familyOfFaults is that of schemas, unless something could not be read at all.
func (s *Shredder) familyOfFaults() badrow.Family {
	for i := range s.faults {
		if m := &s.faults[i]; m.Shape == badrow.Mismatch || m.Shape == badrow.Criterion {
			return badrow.LoaderParsing
		}
	}
	return badrow.LoaderIglu
}

// fail hands out a failed event. Messages that its family has no form for are
// told in the form of R108 only.
func (s *Shredder) fail(f badrow.Family) error {
	s.stats.Bad++
	s.line.fill(&s.event)
	s.bad = badrow.Row{Family: f, Time: s.opts.Time, Processor: s.opts.Processor, Line: s.line.text, Event: &s.event}
	for _, m := range s.faults {
		if f == badrow.LoaderParsing && m.Schema != "" && m.Shape != badrow.Criterion {
			s.bad.Also = append(s.bad.Also, m)
			continue
		}
		s.bad.Messages = append(s.bad.Messages, m)
	}
	if s.opts.R108 {
		s.bad.Family = badrow.R108
	}
	if err := s.out.Bad(&s.bad); err != nil {
		return fmt.Errorf("write failed event: %w", err)
	}
	return nil
}

// write writes all rows of a good event.
func (s *Shredder) write(pos dedupe.Position, fresh bool) error {
	old := s.line.str(event.EventID)
	s.id = append(s.id[:0], old...)
	if fresh {
		s.id = dedupe.AppendNewID(s.id[:0], old, s.line.str(event.EventFingerprint), pos)
	}
	s.row = s.line.appendAtomic(s.row[:0], view(s.id), s.opts.Cut)
	if err := s.atomic.Row(s.row); err != nil {
		return fmt.Errorf("write event: %w", err)
	}
	for i := range s.entities {
		e := &s.entities[i]
		if e.event {
			e.kind.asEvent = true
		} else {
			e.kind.asContext = true
		}
		if !e.kind.written {
			continue
		}
		if err := s.writeEntity(e); err != nil {
			return fmt.Errorf("write entity: %w", err)
		}
	}
	if fresh {
		if err := s.writeDuplicate(old); err != nil {
			return fmt.Errorf("write entity: %w", err)
		}
	}
	s.stats.Good++
	s.note()
	return nil
}

// note keeps the range of collector_tstamp.
func (s *Shredder) note() {
	at := s.line.field(event.CollectorTstamp)
	if len(s.first) == 0 || string(at) < string(s.first) {
		s.first = append(s.first[:0], at...)
	}
	if string(at) > string(s.last) {
		s.last = append(s.last[:0], at...)
	}
}
