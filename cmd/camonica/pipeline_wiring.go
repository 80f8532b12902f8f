package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/camonica/camonica/build"
	"github.com/camonica/camonica/config"
	"github.com/camonica/camonica/engine/local"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/iglu/resolver"
	"github.com/camonica/camonica/run"
	"github.com/camonica/camonica/seal/spill"
	"github.com/camonica/camonica/stage"
)

// pipelineFlags name the files of a pipeline, as R108's runner does.
type pipelineFlags struct {
	config, resolver, enrichments, targets string
	engine, jobs, tmp                      string
}

func (p *pipelineFlags) register(c *cobra.Command) {
	f := c.Flags()
	f.StringVarP(&p.config, "config", "c", "", "configuration file, or - for standard input (required)")
	f.StringVarP(&p.resolver, "resolver", "r", "", "Iglu resolver (default: resolver.json beside the configuration)")
	f.StringVarP(&p.enrichments, "enrichments", "n", "", "folder of enrichments (default: enrichments beside the configuration)")
	f.StringVarP(&p.targets, "targets", "t", "", "folder of targets (default: targets beside the configuration)")
	f.StringVar(&p.engine, "engine", "", "where stages work: local (default: by the configuration)")
	f.StringVar(&p.jobs, "jobs", "", "whose programs work on a cluster: camonica or jvm")
	f.StringVar(&p.tmp, "tmp-dir", "", "folder for scratch files, which are sealed (default: the system's)")
	filesNamed(c, "config", "yml", "yaml")
	filesNamed(c, "resolver", "json")
	folders(c, "enrichments")
	folders(c, "targets")
	words(c, "engine", config.EngineLocal)
}

// An engineError says that an engine is not part of this build.
type engineError struct{ name string }

func (e engineError) Error() string { return "engine " + e.name + " is not part of this build" }

func (e engineError) Hint() string {
	return "use --engine local: one machine with many cores does an hour of a large site's events in minutes"
}

// open reads everything that a run needs. The function that it returns gives
// scratch space back.
func (p *pipelineFlags) open(ctx context.Context, o *run.Options) (*run.Executor, func(), error) {
	if p.config == "" {
		return nil, nil, usagef("--config is required")
	}
	cfg, err := config.Overrides{Engine: p.engine, Jobs: p.jobs}.Load(p.config, os.LookupEnv)
	if err != nil {
		return nil, nil, err
	}
	if err := o.Check(cfg); err != nil {
		return nil, nil, err
	}
	if name := cfg.EngineName(); name != config.EngineLocal {
		return nil, nil, engineError{name}
	}
	files := config.Files{Config: p.config, Resolver: p.resolver, Enrichments: p.enrichments, Targets: p.targets}.Beside()
	x := &run.Executor{
		Config: cfg, Options: o, Openers: openers, Engine: local.Engine{}, Workers: int(cfg.Engine.Workers),
		Build: build.String(), Zone: time.UTC, Now: time.Now,
	}
	if err := openResolver(x, files.Resolver, cfg); err != nil {
		return nil, nil, err
	}
	if x.Targets, err = config.ReadTargets(files.Targets); err != nil {
		return nil, nil, err
	}
	schemas, err := resolver.New(x.Resolver, x.ResolverOptions)
	if err != nil {
		return nil, nil, err
	}
	all, err := config.ReadEnrichments(files.Enrichments)
	if err != nil {
		return nil, nil, err
	}
	if x.Enrichments, err = runEnrichments(ctx, schemas, documents(all), dataFiles(cfg)); err != nil {
		return nil, nil, err
	}
	x.OpenEnrichments = func(ctx context.Context, texts []json.RawMessage) (run.Enrichments, error) {
		return runEnrichments(ctx, schemas, namedDocuments(texts), dataFiles(cfg))
	}
	if x.Ring, x.Records, err = openRing(ctx, cfg); errors.Is(err, errNoKey) && !sealsAnything(cfg) {
		x.Ring, x.Records, err = nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	folder, err := spill.New(p.tmp)
	if err != nil {
		return nil, nil, fmt.Errorf("open scratch space: %w", err)
	}
	x.Spill = stage.Spill{Folder: folder}
	return x, func() {
		folder.Close()
		if x.Enrichments.Close != nil {
			_ = x.Enrichments.Close() // the run has ended, and with it what could go wrong
		}
	}, nil
}

// sealsAnything says whether a configuration needs a key.
func sealsAnything(c *config.Config) bool {
	b := &c.AWS.S3.Buckets
	for _, l := range []config.Location{b.Log, b.Raw.Processing, b.Enriched.Good, b.Enriched.Bad, b.Shredded.Good, b.Shredded.Bad, c.Enrich.PIIFeed} {
		if !l.IsZero() && c.Seals(l) {
			return true
		}
	}
	return false
}

// openResolver reads the resolver configuration of a run.
func openResolver(x *run.Executor, file string, cfg *config.Config) error {
	if file == "" {
		return usagef("--resolver is required, or a resolver.json beside the configuration")
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("read resolver: %w", err)
	}
	if x.Resolver, err = iglu.ParseResolver(text, os.LookupEnv); err != nil {
		return fmt.Errorf("resolver %s: %w", file, err)
	}
	x.ResolverDocument = text
	x.ResolverOptions = resolver.Options{
		Central:    resolver.CentralMode(cfg.Iglu.Central),
		RequireTLS: cfg.FailClosed() != "false",
		Set:        iglu.Options{FailEvents: cfg.Iglu.OnOutage == "fail-events"},
	}
	return nil
}
