package run

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path"
	"strings"

	"github.com/camonica/camonica/engine"
	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/iglu/resolver"
	"github.com/camonica/camonica/keys"
	"github.com/camonica/camonica/keys/records"
	"github.com/camonica/camonica/seal"
	"github.com/camonica/camonica/shred/dedupe"
	"github.com/camonica/camonica/stage"
	"github.com/camonica/camonica/store"
	"github.com/camonica/camonica/store/sealed"
)

// A Worker works on bins of a stage in a process of its own. All that it knows it
// has from the stage document and from its host: the key, and rights to the
// stores.
type Worker struct {
	Openers  store.Openers
	Provider keys.Provider // of the host; nil if the stage is not sealed
	KeyStore string        // location of key records; "" = keys/ of the state folder
	Build    string
	Spill    dedupe.Spill
	Pulse    *engine.Pulse // nil: nobody watches
	// Enrichments makes the steps of stage enrich from their documents.
	Enrichments func(ctx context.Context, schemas *iglu.Set, documents []json.RawMessage) ([]enrich.Step, error)
}

// Open opens the stage document at url and everything that it names. sum is the
// SHA-256 (hex) of the document as it is stored; an exchanged document is
// engine.ErrDocument, as is one of another stage or build.
func (w *Worker) Open(ctx context.Context, name, url, sum string) (*stage.Stage, error) {
	root, run, folder, isSealed, err := parseStageURL(url, name)
	if err != nil {
		return nil, err
	}
	bare, err := w.Openers.Open(ctx, root)
	if err != nil {
		return nil, err
	}
	if err := checkSum(ctx, bare, store.StageKey(run, folder), isSealed, sum); err != nil {
		return nil, err
	}
	ring, err := w.ring(ctx, bare)
	if err != nil {
		return nil, err
	}
	logs := sealedIf(bare, isSealed, sealed.Config{Kind: seal.Manifest, Ring: ring, Run: run})
	k := stageKeys(logs, run, folder)
	doc, err := engine.Read(ctx, k)
	if err != nil {
		return nil, err
	}
	if doc.Stage != name || doc.Run != run {
		return nil, fmt.Errorf("%w: it is of stage %s of run %s", engine.ErrDocument, doc.Stage, doc.Run)
	}
	env := stage.Env{Places: map[string]store.Store{}, Keys: k, Build: w.Build, Spill: w.Spill, Pulse: w.Pulse}
	for place, p := range doc.Places {
		st, err := w.Openers.Open(ctx, p.URI)
		if err != nil {
			return nil, err
		}
		c := sealed.Config{Kind: seal.Kind(p.Kind), Ring: ring, Run: run, Record: recordOf(place)}
		if p.AnyRun {
			c.Run = ""
		}
		env.Places[place] = sealedIf(st, p.Sealed, c)
	}
	if isSealed {
		rk, err := ring.Sealing(ctx, keys.RecordName(run))
		if err != nil {
			return nil, err
		}
		env.DedupeKey = rk.Derive(dedupeLabel)
	} else {
		env.DedupeKey = openSalt(run)
	}
	if err := w.configure(ctx, doc, &env, newAnswers(logs, bare, run)); err != nil {
		return nil, err
	}
	return stage.Open(ctx, doc, env)
}

// configure makes schemas and enrichments from the stage's settings.
func (w *Worker) configure(ctx context.Context, doc *engine.Document, env *stage.Env, a *answers) error {
	var set struct {
		Registries  *stage.Registries `json:"registries"`
		Enrichments []json.RawMessage `json:"enrichments"`
	}
	if err := json.Unmarshal(doc.Settings, &set); err != nil {
		return fmt.Errorf("%w: settings: %w", engine.ErrDocument, err)
	}
	if set.Registries == nil {
		return nil
	}
	var err error
	env.Schemas, err = openSchemas(set.Registries, a)
	if err != nil || len(set.Enrichments) == 0 {
		return err
	}
	env.Steps, err = w.Enrichments(ctx, env.Schemas, set.Enrichments)
	return err
}

// openSchemas makes the schemas of a stage from its settings.
func openSchemas(r *stage.Registries, a *answers) (*iglu.Set, error) {
	cfg, err := iglu.ParseResolver(r.Resolver, os.LookupEnv)
	if err != nil {
		return nil, fmt.Errorf("%w: resolver: %w", engine.ErrDocument, err)
	}
	return resolver.New(cfg, resolver.Options{
		Central: resolver.CentralMode(r.Central), RequireTLS: r.RequireTLS,
		Set: iglu.Options{Answers: a, FailEvents: r.FailEvents},
	})
}

func (w *Worker) ring(ctx context.Context, bare store.Store) (*keys.Ring, error) {
	if w.Provider == nil {
		return nil, nil
	}
	st := store.Sub(bare, store.KeysFolder())
	if w.KeyStore != "" {
		var err error
		if st, err = w.Openers.Open(ctx, w.KeyStore); err != nil {
			return nil, err
		}
	}
	return keys.NewRing(records.New(st), w.Provider), nil
}

func sealedIf(st store.Store, yes bool, c sealed.Config) store.Store {
	if !yes {
		return st
	}
	if c.Ring == nil {
		c.Ring = keys.NewRing(nil)
	}
	return sealed.New(st, c)
}

// parseStageURL takes the URL of a stage document apart: the location log, the
// run, the stage's folder – its name, or for one target of several its name and
// more – and whether the document is sealed.
func parseStageURL(url, name string) (root, run, folder string, isSealed bool, err error) {
	root, rest, ok := strings.Cut(url, "/"+store.State+"run=")
	run, _, more := strings.Cut(rest, "/")
	plain, isSealed := strings.CutSuffix(rest, seal.Suffix)
	folder = path.Base(path.Dir(plain))
	if !ok || !more || !ID(run).Valid() || store.State+"run="+plain != store.StageKey(run, folder) ||
		folder != name && !strings.HasPrefix(folder, name+"-") {
		return "", "", "", false, fmt.Errorf("%w: %s is not the document of a stage %s", engine.ErrDocument, url, name)
	}
	return root + "/", run, folder, isSealed, nil
}

func checkSum(ctx context.Context, bare store.Store, key string, isSealed bool, sum string) error {
	if isSealed {
		key += seal.Suffix
	}
	got, err := digestOf(ctx, bare, key)
	if errors.Is(err, store.ErrNotExist) {
		return fmt.Errorf("%w: it is not there", engine.ErrDocument)
	}
	if err != nil {
		return err
	}
	if got != sum {
		return fmt.Errorf("%w: it is not the one that was asked for", engine.ErrDocument)
	}
	return nil
}

// openSalt is the key of the keyed hashes where nothing is sealed: nothing hides
// ids there, and it only has to be the same in every process of the run.
func openSalt(run string) (salt [dedupe.KeySize]byte) {
	copy(salt[:], run)
	return salt
}
