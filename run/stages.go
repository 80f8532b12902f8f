package run

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/camonica/camonica/config"
	"github.com/camonica/camonica/engine"
	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/payload/container"
	"github.com/camonica/camonica/seal"
	"github.com/camonica/camonica/shred/dedupe"
	"github.com/camonica/camonica/stage"
	"github.com/camonica/camonica/store"
)

// Sizes of bins and buckets of the local engine, in bytes as stored.
const (
	binSize    = 64 << 20 // of gzip: about half a million events
	bucketSize = dedupe.LocalBucket
)

// location is where the objects of a stage's place lie, and of which kind they
// are.
func (w *work) location(place string) (config.Location, seal.Kind) {
	b := &w.Config.AWS.S3.Buckets
	switch place {
	case stage.PlaceRaw:
		return b.Raw.Processing, seal.Raw
	case stage.PlaceEnriched:
		return b.Enriched.Good, seal.Enriched
	case stage.PlaceEnrichedBad:
		return b.Enriched.Bad, seal.Bad
	case stage.PlaceShredded:
		return b.Shredded.Good, seal.Shredded
	case stage.PlaceShreddedBad:
		return b.Shredded.Bad, seal.Bad
	case stage.PlaceExchange:
		return b.Log, seal.Exchange
	case stage.PlacePIIFeed:
		return w.Config.Enrich.PIIFeed, seal.Enriched
	}
	panic("run: internal error: no location for place " + place)
}

// A stageRun is a stage made ready to be worked on.
type stageRun struct {
	name   string
	folder string // of its documents, below the run's
	bins   []engine.Bin
	set    any // settings
	places map[string]engine.Place
	stores map[string]store.Store
	once   bool // two attempts at a bin may differ
}

func (w *work) newStage(ctx context.Context, name string, places ...string) (*stageRun, error) {
	s := &stageRun{name: name, folder: name, places: map[string]engine.Place{}, stores: map[string]store.Store{}}
	for _, p := range places {
		l, kind := w.location(p)
		st, err := w.place(ctx, l, kind, string(w.plan.Run))
		if p == stage.PlaceRaw {
			st, err = w.processing(ctx)
		}
		if err != nil {
			return nil, err
		}
		s.add(p, l, kind, w.Config.Seals(l), st)
	}
	if raw, ok := s.places[stage.PlaceRaw]; ok {
		raw.AnyRun = !w.stages()
		s.places[stage.PlaceRaw] = raw
	}
	return s, nil
}

func (s *stageRun) add(name string, l config.Location, kind seal.Kind, sealed bool, st store.Store) {
	s.places[name] = engine.Place{URI: l.String(), Kind: string(kind), Sealed: sealed}
	s.stores[name] = st
}

// keys are where a stage's documents and records lie.
func (w *work) keys(folder string) engine.Keys { return stageKeys(w.logs, string(w.plan.Run), folder) }

// stageKeys are the documents and records in a stage's folder.
func stageKeys(logs store.Store, run, folder string) engine.Keys {
	return engine.Keys{
		Store:  logs,
		Stage:  store.StageKey(run, folder),
		Bin:    func(bin int) string { return store.BinKey(run, folder, bin) },
		Done:   func(bin int) string { return store.DoneKey(run, folder, bin) },
		Failed: func(bin int) string { return store.FailedKey(run, folder, bin) },
	}
}

// work has the engine work on a stage and returns its done records. A stage that
// has begun before goes on with the documents that it began with.
func (w *work) workOn(ctx context.Context, s *stageRun) ([]*engine.Done, error) {
	set, err := json.Marshal(s.set)
	if err != nil {
		return nil, fmt.Errorf("encode settings of stage %s: %w", s.name, err)
	}
	k := w.keys(s.folder)
	doc, err := engine.Begin(ctx, k, engine.Document{
		Stage: s.name, Run: string(w.plan.Run), ETLTstamp: w.plan.ETLTstamp, Build: w.Build,
		Places: s.places, Repeatable: !s.once, Settings: set,
	}, s.bins)
	if err != nil {
		return nil, err
	}
	if err := w.clearUndone(ctx, doc, k, s); err != nil {
		return nil, err
	}
	if err := engine.ClearFailed(ctx, k, doc); err != nil {
		return nil, err
	}
	schemas, err := w.schemasOf(doc)
	if err != nil {
		return nil, err
	}
	steps, err := w.stepsOf(ctx, doc)
	if err != nil {
		return nil, err
	}
	pulse := new(engine.Pulse)
	st, err := stage.Open(ctx, doc, stage.Env{
		Places: s.stores, Keys: k, Schemas: schemas, Build: w.Build, Steps: steps,
		Spill: w.Spill, DedupeKey: w.salt, Pulse: pulse,
	})
	if err != nil {
		return nil, err
	}
	progress := &stageProgress{w: w, stage: s.name, total: len(doc.Bins)}
	err = w.Engine.Map(ctx, &engine.Stage{Doc: doc, Keys: k, Work: st.Bin, Progress: progress.bin, Workers: w.Workers, Pulse: pulse})
	if err != nil {
		return nil, err
	}
	return engine.Collect(ctx, k, doc)
}

// clearUndone deletes the outputs of bins that have no done record: this run's
// lock is ours, so nobody works on them. What another attempt makes may be cut
// into other objects where an enrichment asks the outside world.
func (w *work) clearUndone(ctx context.Context, doc *engine.Document, k engine.Keys, s *stageRun) error {
	undone := map[int]bool{}
	for bin := range doc.Bins {
		switch _, err := engine.ReadDone(ctx, k, bin); {
		case errors.Is(err, store.ErrNotExist):
			undone[bin] = true
		case err != nil:
			return err
		}
	}
	run := string(w.plan.Run)
	for _, place := range outputsOf[s.name] {
		st := s.stores[place]
		if st == nil {
			continue // the stage has no such place
		}
		var old []string
		for info, err := range st.List(ctx, store.RunFolder(run)) {
			if err != nil {
				return fmt.Errorf("list outputs: %w", err)
			}
			if _, bin, _, _, ok := store.ParsePartKey(run, info.Key); ok && undone[bin] {
				old = append(old, info.Key)
			}
		}
		for _, key := range old {
			if err := st.Delete(ctx, key); err != nil {
				return fmt.Errorf("remove what an earlier start left: %w", err)
			}
		}
	}
	for bin := range undone {
		if key, ok := exchangeKey(s.name, run, bin); ok {
			if err := s.stores[stage.PlaceExchange].Delete(ctx, key); err != nil {
				return fmt.Errorf("remove what an earlier start left: %w", err)
			}
		}
	}
	return nil
}

// outputsOf names the places in which a stage's parts lie in run folders.
var outputsOf = map[string][]string{
	engine.StageEnrich: {stage.PlaceEnriched, stage.PlaceEnrichedBad, stage.PlacePIIFeed},
	engine.StageShred:  {stage.PlaceShredded, stage.PlaceShreddedBad},
}

func exchangeKey(name, run string, bin int) (string, bool) {
	switch name {
	case engine.StageEnrich, engine.StageKeys:
		return store.DedupeKeysKey(run, bin), true
	case engine.StageVerdicts:
		return store.VerdictsKey(run, bin), true
	}
	return "", false
}

// compression is how parts of a place are compressed: as the user asked, or, where
// nobody but us opens them, with zstd.
func (w *work) compression(place string) stage.Compression {
	if w.Config.Enrich.OutputCompression == "GZIP" {
		return stage.Gzip
	}
	if l, _ := w.location(place); w.Config.Seals(l) {
		return stage.Zstd
	}
	return stage.Plain
}

// enrich does the step enrich.
func (w *work) enrich(ctx context.Context) (StageCount, error) {
	if err := w.onlyInputs(ctx); err != nil {
		return nil, err
	}
	s, err := w.newStage(ctx, engine.StageEnrich, stage.PlaceRaw, stage.PlaceEnriched, stage.PlaceEnrichedBad, stage.PlaceExchange)
	if err != nil {
		return nil, err
	}
	if err := w.addFeed(ctx, s); err != nil {
		return nil, err
	}
	var splits []engine.Split
	var size int64
	for _, in := range w.journal.Inputs {
		splits = append(splits, engine.Split{Place: stage.PlaceRaw, Key: in.Staged, Size: in.Size, Digest: in.Digest})
		size += in.Size
	}
	limits := container.DefaultLimits()
	s.bins = engine.Pack(splits, binSize, w.slots())
	c := &w.Config.Enrich
	// Services may answer the same request in two ways.
	s.once = !w.Enrichments.Repeatable && len(w.Enrichments.Steps) > 0 || len(w.Config.Adapters.Remote) > 0
	set := stage.Enrich{
		Format:            string(w.Config.Collectors.Format),
		Compression:       w.compression(stage.PlaceEnriched),
		FailedFormat:      w.failedFormat(),
		FailedCompression: w.compression(stage.PlaceEnrichedBad),
		FeedCompression:   w.compression(stage.PlacePIIFeed),
		Registries:        w.registries(),
		Buckets:           dedupe.Buckets(size, bucketSize),
		Adapters:          w.Config.Adapters,
		DirectAddress:     w.Config.Collectors.DirectAddress,
		Lengths:           enrich.LengthPolicy(c.Lengths),
		Derived:           enrich.DerivedPolicy(c.Derived),
		LateAnonymisation: c.LateAnonymisation,
		MaxDepth:          int(c.MaxJSONDepth),
		RecordLimit:       limits.Record,
		DecompressedLimit: limits.Decompressed,
	}
	for _, d := range w.Enrichments.Documents {
		set.Enrichments = append(set.Enrichments, d)
	}
	s.set = set
	done, err := w.workOn(ctx, s)
	if err != nil {
		return nil, err
	}
	counts := StageCount(engine.Total(done))
	if in := counts[engine.CountIn]; in != counts[engine.CountGood]+counts[engine.CountFailed]+counts[engine.CountSkipped] {
		return counts, &CountError{Stage: s.name, Counts: counts}
	}
	w.record(StepEnrich, "", s.name, counts, done)
	return counts, w.mark(ctx, s.stores[stage.PlaceEnriched])
}

func (w *work) registries() stage.Registries {
	o := &w.ResolverOptions
	return stage.Registries{
		Resolver: w.ResolverDocument, Central: string(o.Central), RequireTLS: o.RequireTLS, FailEvents: o.Set.FailEvents,
	}
}

func (w *work) slots() int {
	if w.Workers > 0 {
		return w.Workers
	}
	return defaultSlots()
}

func (w *work) failedFormat() string {
	if w.Config.Enrich.FailedFormat == stage.R108 {
		return stage.R108
	}
	return stage.Modern
}

// record notes in the manifest what a stage counted and wrote.
func (w *work) record(step, target, name string, counts StageCount, done []*engine.Done) {
	if w.journal.Counts == nil {
		w.journal.Counts = map[string]StageCount{}
	}
	w.journal.Counts[name] = counts
	st := w.journal.Step(step, target)
	st.Outputs = nil
	for _, d := range done {
		st.Outputs = append(st.Outputs, d.Outputs...)
	}
}

// A CountError says that a stage's counts do not add up: an internal error, and
// never one that may pass.
type CountError struct {
	Stage  string
	Counts StageCount
}

func (e *CountError) Error() string {
	return fmt.Sprintf("stage %s: counts do not add up: %v", e.Stage, map[string]int64(e.Counts))
}

// enriched returns the bins that the step enrich wrote: from its done records, or,
// where another program enriched, one for the objects in the run's folder, with
// key files made first.
func (w *work) enriched(ctx context.Context) (bins []engine.Bin, buckets int, err error) {
	k := w.keys(engine.StageEnrich)
	doc, err := engine.Read(ctx, k)
	if errors.Is(err, store.ErrNotExist) {
		return w.keysOnly(ctx)
	}
	if err != nil {
		return nil, 0, err
	}
	var set stage.Enrich
	if err := json.Unmarshal(doc.Settings, &set); err != nil {
		return nil, 0, fmt.Errorf("%w: settings: %w", engine.ErrDocument, err)
	}
	done, err := engine.Collect(ctx, k, doc)
	if err != nil {
		return nil, 0, err
	}
	return goodBins(done), set.Buckets, nil
}

// goodBins makes the bins of shred: bin i is what bin i wrote.
func goodBins(done []*engine.Done) []engine.Bin {
	bins := make([]engine.Bin, len(done))
	for i, d := range done {
		for _, o := range append(d.Outputs, d.Inputs...) {
			if o.Place == stage.PlaceEnriched {
				bins[i].Splits = append(bins[i].Splits, engine.Split{Place: o.Place, Key: o.Key, Size: o.Size, Digest: o.Digest, Rows: o.Rows})
			}
		}
	}
	return bins
}

// keysOnly makes the key files of enriched objects that this run's enrich did not
// write.
func (w *work) keysOnly(ctx context.Context) ([]engine.Bin, int, error) {
	s, err := w.newStage(ctx, engine.StageKeys, stage.PlaceEnriched, stage.PlaceExchange)
	if err != nil {
		return nil, 0, err
	}
	var splits []engine.Split
	var size int64
	for info, err := range s.stores[stage.PlaceEnriched].List(ctx, store.RunFolder(string(w.plan.Run))) {
		if err != nil {
			return nil, 0, fmt.Errorf("list enriched objects: %w", err)
		}
		if !AnyData(info.Key) || info.Key == store.SuccessKey(string(w.plan.Run)) {
			continue
		}
		n := max(info.Size, info.SealedSize)
		splits = append(splits, engine.Split{Place: stage.PlaceEnriched, Key: info.Key, Size: n})
		size += n
	}
	s.bins = engine.Pack(splits, binSize, w.slots())
	buckets := dedupe.Buckets(size, bucketSize)
	s.set = stage.Keys{Buckets: buckets}
	done, err := w.workOn(ctx, s)
	if err != nil {
		return nil, 0, err
	}
	w.record(StepShred, "", s.name, engine.Total(done), done)
	return goodBins(done), buckets, nil
}

// shred does the step shred: keys where they are missing, verdicts, rows.
func (w *work) shred(ctx context.Context) (StageCount, error) {
	started := w.Now()
	if _, err := w.onlyOwn(ctx, stage.PlaceEnriched); err != nil {
		return nil, err
	}
	bins, buckets, err := w.enriched(ctx)
	if err != nil {
		return nil, err
	}
	if err := w.verdicts(ctx, len(bins), buckets); err != nil {
		return nil, err
	}
	s, err := w.newStage(ctx, engine.StageShred, stage.PlaceEnriched, stage.PlaceShredded, stage.PlaceShreddedBad, stage.PlaceExchange)
	if err != nil {
		return nil, err
	}
	s.bins = bins
	s.set = stage.Shred{
		Layout:            w.Config.Storage.ShreddedLayout,
		Compression:       w.compression(stage.PlaceShredded),
		FailedFormat:      w.failedFormat(),
		FailedCompression: w.compression(stage.PlaceShreddedBad),
		Registries:        w.registries(),
		Buckets:           buckets,
	}
	done, err := w.workOn(ctx, s)
	if err != nil {
		return nil, err
	}
	counts := StageCount(engine.Total(done))
	if counts[engine.CountIn] != counts[engine.CountGood]+counts[engine.CountFailed]+counts[engine.CountDropped] {
		return counts, &CountError{Stage: s.name, Counts: counts}
	}
	if e, ok := w.journal.Counts[engine.StageEnrich]; ok && e[engine.CountGood] != counts[engine.CountIn] {
		return counts, &CountError{Stage: s.name, Counts: counts}
	}
	w.record(StepShred, "", s.name, counts, done)
	if err := w.answers.lock(ctx); err != nil {
		return counts, err
	}
	dst := s.stores[stage.PlaceShredded]
	if err := w.mark(ctx, dst); err != nil {
		return counts, err
	}
	return counts, w.complete(ctx, dst, done, started)
}

func (w *work) verdicts(ctx context.Context, keyFiles, buckets int) error {
	s, err := w.newStage(ctx, engine.StageVerdicts, stage.PlaceExchange)
	if err != nil {
		return err
	}
	s.bins = make([]engine.Bin, buckets)
	s.set = stage.Verdicts{KeyFiles: keyFiles, Buckets: buckets, Natural: true, Synthetic: true}
	done, err := w.workOn(ctx, s)
	if err != nil {
		return err
	}
	w.record(StepShred, "", s.name, engine.Total(done), done)
	return nil
}
