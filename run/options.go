package run

import (
	"fmt"
	"slices"
	"strings"

	"github.com/camonica/camonica/config"
)

// Words of --resume-from and --skip.
const (
	StepStaging             = "staging"
	StepStreamStaging       = "staging_stream_enrich"
	StepEnrich              = "enrich"
	StepShred               = "shred"
	StepElasticsearch       = "elasticsearch"
	StepArchiveRaw          = "archive_raw"
	StepLoad                = "rdb_load"
	StepConsistencyCheck    = "consistency_check"
	StepLoadManifestCheck   = "load_manifest_check"
	StepAnalyze             = "analyze"
	StepArchiveEnriched     = "archive_enriched"
	StepArchiveShredded     = "archive_shredded"
	includeVacuum           = "vacuum"
	optionResume            = "--resume-from"
	optionSkip, optionExtra = "--skip", "--include"
)

// Resumable are the values of --resume-from, Skippable those of --skip,
// Includable those of --include.
var (
	Resumable = []string{StepEnrich, StepShred, StepElasticsearch, StepArchiveRaw, StepLoad, StepAnalyze,
		StepArchiveEnriched, StepArchiveShredded, StepStreamStaging}
	Skippable = []string{StepStaging, StepEnrich, StepShred, StepElasticsearch, StepArchiveRaw, StepLoad,
		StepConsistencyCheck, StepAnalyze, StepLoadManifestCheck, StepArchiveEnriched, StepArchiveShredded, StepStreamStaging}
	Includable = []string{includeVacuum}
)

// Options are what the command line says about which steps run.
type Options struct {
	ResumeFrom string   // "" = from the beginning, or where the unfinished run stands
	Skip       []string // steps to leave out
	Include    []string // optional work
	RunID      string   // the unfinished run to resume; "" = the newest
	Target     string   // load into this target only, by name; "" = all
	Debug      bool     // EMR's debugging step, with jobs jvm
}

// Check reports what does not fit, in itself, together or with the
// configuration, as config.Problems.
func (o *Options) Check(c *config.Config) error {
	var ps config.Problems
	add := func(kind config.Kind, option, value, want string) {
		ps = append(ps, config.Problem{Kind: kind, Field: option, Value: value, Want: want})
	}
	oneOf := func(words []string) string { return "one of " + strings.Join(words, ", ") }
	if o.ResumeFrom != "" && !slices.Contains(Resumable, o.ResumeFrom) {
		add(config.InvalidOption, optionResume, o.ResumeFrom, oneOf(Resumable))
	}
	for _, s := range o.Skip {
		if !slices.Contains(Skippable, s) {
			add(config.InvalidOption, optionSkip, s, oneOf(Skippable))
			break
		}
	}
	if o.ResumeFrom != "" && len(o.Skip) > 0 {
		add(config.InvalidCombination, optionResume, o.ResumeFrom, "either this or "+optionSkip)
	}
	ps = append(ps, o.checkMode(c.Mode())...)
	for _, s := range o.Include {
		if !slices.Contains(Includable, s) {
			add(config.InvalidOption, optionExtra, s, oneOf(Includable))
		}
	}
	if len(ps) == 0 {
		ps = append(ps, archivesNamed(c, o.Flags(c.Mode()))...)
	}
	if len(ps) == 0 {
		return nil
	}
	return ps
}

// checkMode reports steps that the mode does not have.
func (o *Options) checkMode(mode config.Mode) config.Problems {
	var ps config.Problems
	add := func(option, value, want string) {
		ps = append(ps, config.Problem{Kind: config.InvalidCombination, Field: option, Value: value, Want: want})
	}
	if mode == config.Batch {
		if o.ResumeFrom == StepStreamStaging {
			add(optionResume, o.ResumeFrom, "this only where aws.s3.buckets.enriched.stream is set")
		}
		return ps
	}
	const want = "a step of stream mode, as aws.s3.buckets.enriched.stream is set"
	if o.ResumeFrom == StepEnrich || o.ResumeFrom == StepArchiveRaw {
		add(optionResume, o.ResumeFrom, want)
	}
	for _, s := range []string{StepStaging, StepEnrich, StepArchiveRaw} {
		if slices.Contains(o.Skip, s) {
			add(optionSkip, s, want)
		}
	}
	return ps
}

// archivesNamed reports archives that steps need and the configuration lacks.
func archivesNamed(c *config.Config, f Flags) config.Problems {
	var ps config.Problems
	b := &c.AWS.S3.Buckets
	need := func(on bool, l config.Location, key, step string) {
		if on && l.IsZero() {
			ps = append(ps, config.Problem{Kind: config.MissingField, File: c.File, Field: "aws.s3.buckets." + key,
				Want: fmt.Sprintf("a location, or %s %s", optionSkip, step)})
		}
	}
	need(f.ArchiveEnriched, b.Enriched.Archive, "enriched.archive", StepArchiveEnriched)
	need(f.ArchiveShredded, b.Shredded.Archive, "shredded.archive", StepArchiveShredded)
	return ps
}
