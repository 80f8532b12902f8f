package run

import (
	"time"

	"github.com/camonica/camonica/config"
	"github.com/camonica/camonica/engine/emr"
)

// Documents are the texts that the JVM jobs are handed.
type Documents struct {
	Resolver    []byte // of the resolver file
	Enrichments []byte // the combined document
	Targets     []config.Target
}

// JVMJob describes the cluster of a run with R108's own programs (jobs jvm), as
// R108 would have planned it: recovered archives keep the id of the run they were
// found under, everything else goes by that of this run. newID gives UUIDs.
func JVMJob(c *config.Config, o *Options, found *Found, id ID, start time.Time, docs Documents, newID func() string) *emr.Job {
	f := o.Flags(c.Mode())
	return &emr.Job{
		Config: c, RunID: string(id), ETLTstamp: start.UnixMilli(),
		Resolver: docs.Resolver, Enrichments: docs.Enrichments, Targets: docs.Targets, Debug: o.Debug,
		Staging: found.RawIn, StreamStaging: f.StreamStaging, Enrich: f.Enrich, Shred: f.Shred,
		Elasticsearch: f.Elasticsearch, ArchiveRaw: f.ArchiveRaw, Load: f.Load,
		ArchiveEnriched: string(f.EnrichedArchive.run(id, found.EnrichedRun)),
		ArchiveShredded: string(f.ShreddedArchive.run(id, found.ShreddedRun)),
		LoaderSkip:      f.LoaderSkip(), LoaderInclude: o.Include, NewID: newID,
	}
}

// run is the id of the folder that an archive moves: that of this run, or the
// one found; "" for none.
func (m ArchiveMode) run(this, found ID) ID {
	switch m {
	case ArchivePipeline:
		return this
	case ArchiveRecover:
		return found
	}
	return ""
}
