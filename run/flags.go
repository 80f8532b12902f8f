package run

import (
	"slices"

	"github.com/camonica/camonica/config"
)

// Flags say which steps the command line asks for.
type Flags struct {
	Staging, Enrich, StreamStaging, Shred, Elasticsearch  bool
	ArchiveRaw, Load, ConsistencyCheck, LoadManifestCheck bool
	Analyze, ArchiveEnriched, ArchiveShredded             bool
	// EnrichedArchive and ShreddedArchive say what the archives move.
	EnrichedArchive, ShreddedArchive ArchiveMode
}

// An ArchiveMode says which run folder an archive step moves.
type ArchiveMode string

// Archive modes.
const (
	ArchivePipeline ArchiveMode = "pipeline" // that of this run
	ArchiveRecover  ArchiveMode = "recover"  // one of an earlier run, found in the good folder
	ArchiveSkip     ArchiveMode = "skip"     // none
)

// chain is the order in which resuming goes on: a resume value switches on
// itself and everything after it.
var chain = []string{StepEnrich, StepShred, StepElasticsearch, StepArchiveRaw, StepLoad, StepAnalyze,
	StepArchiveEnriched, StepArchiveShredded}

// Flags applies --resume-from and --skip. A resume from staging_stream_enrich is
// a run from the beginning, which in stream mode is that step.
func (o *Options) Flags(mode config.Mode) Flags {
	resume := o.ResumeFrom
	if resume == StepStreamStaging {
		resume = ""
	}
	first := slices.Index(chain, resume)
	// reached says whether a run from the resume value comes to the step.
	reached := func(step string) bool { return first <= slices.Index(chain, step) }
	on := func(step string, reached bool) bool { return reached && !slices.Contains(o.Skip, step) }
	batch, stream := mode == config.Batch, mode == config.Stream
	f := Flags{
		Staging:           on(StepStaging, batch && resume == ""),
		Enrich:            on(StepEnrich, batch && reached(StepEnrich)),
		StreamStaging:     on(StepStreamStaging, stream && resume == ""),
		Shred:             on(StepShred, reached(StepShred)),
		Elasticsearch:     on(StepElasticsearch, reached(StepElasticsearch)),
		ArchiveRaw:        on(StepArchiveRaw, batch && reached(StepArchiveRaw)),
		Load:              on(StepLoad, reached(StepLoad)),
		ConsistencyCheck:  on(StepConsistencyCheck, reached(StepLoad)),
		LoadManifestCheck: on(StepLoadManifestCheck, reached(StepLoad)),
		Analyze:           on(StepAnalyze, reached(StepAnalyze)),
		ArchiveEnriched:   on(StepArchiveEnriched, reached(StepArchiveEnriched)),
		ArchiveShredded:   on(StepArchiveShredded, true),
	}
	f.EnrichedArchive = archiveMode(f.ArchiveEnriched, f.Enrich || f.StreamStaging)
	f.ShreddedArchive = archiveMode(f.ArchiveShredded, f.Shred)
	return f
}

func archiveMode(on, made bool) ArchiveMode {
	switch {
	case !on:
		return ArchiveSkip
	case made:
		return ArchivePipeline
	}
	return ArchiveRecover
}

// LoaderSkip lists the parts of loading that the loader is told to leave out.
func (f *Flags) LoaderSkip() []string {
	var skip []string
	for _, part := range []struct {
		on   bool
		name string
	}{{f.Analyze, StepAnalyze}, {f.ConsistencyCheck, StepConsistencyCheck}, {f.LoadManifestCheck, StepLoadManifestCheck}} {
		if !part.on {
			skip = append(skip, part.name)
		}
	}
	return skip
}
