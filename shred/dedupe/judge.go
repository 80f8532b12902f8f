package dedupe

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
)

// A Verdict says what shred does with an event.
type Verdict uint8

// The verdicts. Keep is what no file mentions.
const (
	Keep  Verdict = iota // write it as it is
	Drop                 // a copy: skip it
	NewID                // write it under a new id, with a duplicate entity
	Fail                 // the events manifest refused it: a failed event
)

func (v Verdict) String() string { return [...]string{"keep", "drop", "new id", "fail"}[v] }

// Rules are the settings of the verdicts stage.
type Rules struct {
	Natural   bool // drop copies of id and fingerprint
	Synthetic bool // give new ids where an id is left more than Cardinality times

	// Cardinality is at least 1, at most 1024; 0 means 1.
	Cardinality int

	// Manifest is asked about every event that is no natural copy; may be nil.
	Manifest EventsManifest
	Run      string // run id for its entries
	TTL      int64  // seconds; 0 means DefaultTTL

	// MaxRows is how many rows are sorted in memory, 40 bytes each; the rest goes
	// through Spill. 0 means that of a local bucket.
	MaxRows int
	Spill   Spill
}

// Stats counts what a bucket held.
type Stats struct {
	Rows, Natural, CrossBatch, Synthetic, Failed int64
}

// Judge reads one bucket of all key files and writes its verdict file to w.
//
// Errors are of the stage: a file that cannot be read or written, an events
// manifest that does not answer.
func Judge(ctx context.Context, files []*KeyFile, bucket int, rules Rules, w io.Writer) (Stats, error) {
	j := &judge{rules: rules}
	if j.rules.Cardinality == 0 {
		j.rules.Cardinality = 1
	}
	if c := j.rules.Cardinality; c < 1 || c > maxCardinality {
		return Stats{}, fmt.Errorf("dedupe: cardinality %d is not between 1 and %d", c, maxCardinality)
	}
	if j.rules.MaxRows <= 0 {
		j.rules.MaxRows = LocalBucket / shortRow
	}
	if j.rules.TTL == 0 {
		j.rules.TTL = int64(DefaultTTL.Seconds())
	}
	j.batch = batchTime(files)
	j.verdicts = sorter[entry]{codec: entries, limit: 2 * j.rules.MaxRows, spill: rules.Spill}
	defer j.verdicts.close()

	if err := j.judge(ctx, files, bucket); err != nil {
		return j.stats, err
	}
	return j.stats, j.write(w)
}

// batchTime is the earliest etl time of the run, in seconds.
func batchTime(files []*KeyFile) int64 {
	var earliest int64
	found := false
	for _, f := range files {
		if etl, ok := f.Earliest(); ok && (!found || etl < earliest) {
			earliest, found = etl, true
		}
	}
	seconds := earliest / 1000
	if earliest%1000 < 0 {
		seconds--
	}
	return seconds
}

// judge is the state of one bucket. Rows come in the order of compareRows, so the
// events of one id are together, and of those the natural copies.
type judge struct {
	rules    Rules
	batch    int64
	stats    Stats
	verdicts sorter[entry]

	prev    Row
	started bool
	left    int        // survivors of the id so far
	waiting []Position // the first of them, while they may still keep their id
}

func (j *judge) judge(ctx context.Context, files []*KeyFile, bucket int) error {
	rows := sorter[Row]{codec: rowCodec, limit: j.rules.MaxRows, spill: j.rules.Spill}
	defer rows.close()
	var n int64
	for _, f := range files {
		if bucket < 0 || bucket >= f.Buckets() {
			return fmt.Errorf("dedupe: bucket %d of a key file with %d", bucket, f.Buckets())
		}
		n += f.Rows(bucket)
	}
	rows.vals = make([]Row, 0, min(n, int64(rows.limit)))
	for _, f := range files {
		if err := f.each(ctx, bucket, rows.add); err != nil {
			return err
		}
	}
	return rows.each(func(r *Row) error { return j.see(ctx, r) })
}

func (j *judge) see(ctx context.Context, r *Row) error {
	j.stats.Rows++
	sameID := j.started && r.Hi == j.prev.Hi && r.Lo == j.prev.Lo
	copied := sameID && r.FP == j.prev.FP
	j.prev, j.started = *r, true
	if !sameID {
		j.left, j.waiting = 0, j.waiting[:0]
	}
	if copied && j.rules.Natural {
		j.stats.Natural++
		return j.say(r.Pos, Drop)
	}
	if j.rules.Manifest != nil {
		v, err := outcome(j.rules.Manifest.Put(ctx, Entry{
			Hi: r.Hi, Lo: r.Lo, FP: r.FP, ETL: j.batch, Expires: j.batch + j.rules.TTL, Run: j.rules.Run,
		}))
		if err != nil {
			return err
		}
		switch v {
		case Drop:
			j.stats.CrossBatch++
			return j.say(r.Pos, Drop)
		case Fail:
			j.stats.Failed++
			return j.say(r.Pos, Fail)
		}
	}
	return j.survive(r.Pos)
}

// survive counts one more event left of its id.
func (j *judge) survive(pos Position) error {
	if !j.rules.Synthetic {
		return nil
	}
	j.left++
	if j.left <= j.rules.Cardinality {
		j.waiting = append(j.waiting, pos)
		return nil
	}
	for _, p := range j.waiting {
		j.stats.Synthetic++
		if err := j.say(p, NewID); err != nil {
			return err
		}
	}
	j.waiting = j.waiting[:0]
	j.stats.Synthetic++
	return j.say(pos, NewID)
}

func (j *judge) say(pos Position, v Verdict) error {
	return j.verdicts.add(entry{pos, v})
}

// write writes the verdict file.
func (j *judge) write(w io.Writer) error {
	vw := newVerdictWriter(w)
	if err := j.verdicts.each(vw.add); err != nil {
		return err
	}
	return vw.close()
}

// An entry is one verdict.
type entry struct {
	pos Position
	v   Verdict
}

var rowCodec = codec[Row]{
	size:    longRow,
	sort:    func(rows []Row) { slices.SortFunc(rows, func(a, b Row) int { return compareRows(&a, &b) }) },
	compare: compareRows,
	put:     (*Row).put,
	get:     func(b []byte) Row { return row(b, 0) },
}

var entries = codec[entry]{
	size: 9,
	sort: func(v []entry) {
		slices.SortFunc(v, func(a, b entry) int { return cmp.Compare(a.pos, b.pos) })
	},
	compare: func(a, b *entry) int { return cmp.Compare(a.pos, b.pos) },
	put: func(e *entry, b []byte) {
		binary.BigEndian.PutUint64(b, uint64(e.pos))
		b[8] = byte(e.v)
	},
	get: func(b []byte) entry { return entry{Position(binary.BigEndian.Uint64(b)), Verdict(b[8])} },
}
