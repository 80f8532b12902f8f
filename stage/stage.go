package stage

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"github.com/camonica/camonica/engine"
	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/shred/dedupe"
	"github.com/camonica/camonica/store"
)

// An Env is what a worker has from where it runs: opened stores, schemas, its
// build. Nothing of it depends on the bin.
type Env struct {
	// Places are the stores of the document's places, by name, sealed where the
	// document says so.
	Places  map[string]store.Store
	Keys    engine.Keys
	Schemas *iglu.Set
	Build   string
	// Steps are the configured enrichments.
	Steps []enrich.Step
	// Spill makes scratch space for buckets that are larger than memory allows.
	Spill dedupe.Spill
	// DedupeKey is the key of the keyed hashes of event ids.
	DedupeKey [dedupe.KeySize]byte
	// Pulse, if set, is beaten by what moves: bytes of the places, records, events.
	Pulse *engine.Pulse
}

// A Stage does the bins of one stage. It is safe for use by many goroutines.
type Stage struct {
	doc *engine.Document
	env Env
	bin func(ctx context.Context, b *engine.Bin, d *engine.Done) error
}

// ErrStage reports a stage that this build does not know.
var ErrStage = errors.New("stage: unknown stage")

// Open prepares a stage from its document: what all bins share is made here,
// once per process.
func Open(ctx context.Context, doc *engine.Document, env Env) (*Stage, error) {
	open, ok := map[string]func(context.Context, *engine.Document, Env) (binFunc, error){
		engine.StageEnrich:   openEnrich,
		engine.StageKeys:     openKeys,
		engine.StageVerdicts: openVerdicts,
		engine.StageShred:    openShred,
		engine.StageLoad:     openLoad,
	}[doc.Stage]
	if !ok {
		return nil, fmt.Errorf("%w %q", ErrStage, doc.Stage)
	}
	for name := range maps.Keys(doc.Places) {
		if env.Places[name] == nil {
			return nil, fmt.Errorf("%w: place %s is not open", engine.ErrDocument, name)
		}
	}
	env.Places = beating(env.Places, env.Pulse)
	bin, err := open(ctx, doc, env)
	if err != nil {
		return nil, fmt.Errorf("prepare stage %s: %w", doc.Stage, err)
	}
	return &Stage{doc: doc, env: env, bin: bin}, nil
}

// A binFunc works on a bin and fills its done record.
type binFunc = func(ctx context.Context, b *engine.Bin, d *engine.Done) error

// Bin works on one bin and creates its done record. One that is there is adopted.
// A failure that another attempt would not mend is recorded, too.
func (s *Stage) Bin(ctx context.Context, bin int) (*engine.Done, error) {
	if d, err := s.before(ctx, bin); d != nil || err != nil {
		return d, err
	}
	d, err := s.work(ctx, bin)
	if err == nil {
		return d, nil
	}
	if kind := failure(err); kind != "" {
		f := engine.Failure{Stage: s.doc.Stage, Bin: bin, Kind: kind, Text: err.Error()}
		err = errors.Join(err, engine.PutFailed(ctx, s.env.Keys, f))
	}
	return nil, err
}

func (s *Stage) work(ctx context.Context, bin int) (*engine.Done, error) {
	b, err := engine.ReadBin(ctx, s.env.Keys, s.doc, bin)
	if err != nil {
		return nil, err
	}
	d := &engine.Done{Stage: s.doc.Stage, Bin: bin, Build: s.env.Build, Counts: map[string]int64{}}
	if err := s.bin(ctx, b, d); err != nil {
		return nil, err
	}
	return engine.PutDone(ctx, s.env.Keys, d)
}
