package emr

import (
	"encoding/base64"

	"github.com/camonica/camonica/config"
)

// A Step is one step of a cluster, as RunJobFlow takes it.
type Step struct {
	ID              StepID   `json:"id"`
	Name            string   `json:"name"` // at most 255 characters
	ActionOnFailure string   `json:"action_on_failure"`
	Jar             string   `json:"jar"`
	Args            []string `json:"args"`
}

// A StepID says what a step does.
type StepID string

// Steps of the JVM jobs, in the order of the cluster.
const (
	Debugging         StepID = "debugging"
	StageRaw          StepID = "stage-raw"
	StartHBase        StepID = "hbase"
	RawToHDFS         StepID = "raw-to-hdfs"
	Enrich            StepID = "enrich"
	EnrichedToS3      StepID = "enriched-to-s3"
	EnrichedSuccess   StepID = "enriched-success-to-s3"
	StageStream       StepID = "stage-stream"
	EmptyRawHDFS      StepID = "empty-raw-hdfs"
	EnrichedToHDFS    StepID = "enriched-to-hdfs"
	Shred             StepID = "shred"
	ShreddedToS3      StepID = "shredded-to-s3"
	ShreddedSuccess   StepID = "shredded-success-to-s3"
	Elasticsearch     StepID = "elasticsearch"
	ArchiveRaw        StepID = "archive-raw"
	Load              StepID = "rdb-load"
	ArchiveEnriched   StepID = "archive-enriched"
	ArchiveShredded   StepID = "archive-shredded"
	terminateOnFailed        = "TERMINATE_JOB_FLOW"
)

// Folders on the cluster.
const (
	hdfsRaw      = "hdfs:///local/snowplow/raw-events/"
	hdfsEnriched = "hdfs:///local/snowplow/enriched-events/"
	hdfsShredded = "hdfs:///local/snowplow/shredded-events/"
)

// Source patterns of copies. R108 lost the backslash of the stream pattern.
const (
	partPattern    = ".*part-.*"
	successPattern = ".*_SUCCESS"
	streamPattern  = `.*\.gz`
	tomcatPattern  = `.*localhost\_access\_log.*\.txt.*`
)

const (
	distCpJar     = "/usr/share/aws/emr/s3-dist-cp/lib/s3-dist-cp.jar"
	distCpJarAMI3 = "/home/hadoop/lib/emr-s3distcp-1.0.jar" // AMI 2 and 3
	emptyHDFS     = "common/emr/snowplow-hadoop-fs-rmr-0.1.0.sh"
)

// A Job is what the steps are built from.
type Job struct {
	Config      *config.Config
	RunID       string // without "run="
	ETLTstamp   int64  // milliseconds since 1970
	Resolver    []byte // text of the resolver file
	Enrichments []byte // the combined document, compact JSON
	Targets     []config.Target
	Debug       bool

	Staging       []config.Location // those of raw.in that hold data
	StreamStaging bool
	Enrich        bool
	Shred         bool
	Elasticsearch bool
	ArchiveRaw    bool
	Load          bool
	// Run ids of the folders to archive; "" = no such step.
	ArchiveEnriched, ArchiveShredded string

	LoaderSkip, LoaderInclude []string
	// NewID gives a random UUID, one for each log of a load.
	NewID func() string
}

// Steps builds the steps of the cluster. The error is ErrVersion or a
// config.Problems: what the steps need and the configuration lacks.
func Steps(j *Job) ([]Step, error) {
	if j.Enrich && j.Config.Enrich.SparkEnrich == "" {
		return nil, config.Problems{{Kind: config.MissingField, File: j.Config.File, Field: "enrich.versions.spark_enrich", Want: "the version of the enrich job"}}
	}
	s3 := &j.Config.AWS.S3
	jars, err := Assets(AssetsBucket(StandardAssets, s3.Buckets.Assets.String(), j.Config.AWS.EMR.Region), j.Config.Enrich, j.Config.Storage)
	if err != nil {
		return nil, err
	}
	b := &builder{Job: j, buckets: &s3.Buckets, jars: jars, resolver: encode(j.Resolver)}
	b.debug()
	b.stage()
	b.enrich()
	b.stageStream()
	if err := b.shred(); err != nil {
		return nil, err
	}
	b.elasticsearch()
	if j.ArchiveRaw {
		b.move(ArchiveRaw, "Raw S3 Staging -> Raw S3 Archive", b.buckets.Raw.Processing.String(), b.ofRun(b.buckets.Raw.Archive))
	}
	if err := b.load(); err != nil {
		return nil, err
	}
	if id := j.ArchiveEnriched; id != "" {
		b.move(ArchiveEnriched, "Enriched S3 Good -> Enriched S3 Archive", runFolder(b.buckets.Enriched.Good, id), runFolder(b.buckets.Enriched.Archive, id))
	}
	if id := j.ArchiveShredded; id != "" {
		b.move(ArchiveShredded, "Shredded S3 Good -> Shredded S3 Archive", runFolder(b.buckets.Shredded.Good, id), runFolder(b.buckets.Shredded.Archive, id))
	}
	return b.steps, nil
}

// A builder collects the steps of a job.
type builder struct {
	*Job
	buckets  *config.Buckets
	jars     *Jars
	resolver string // base64
	steps    []Step
}

// nameMax is the length of step names that monitoring events take, in characters.
const nameMax = 255

func (b *builder) add(id StepID, kind, what, jar string, args ...string) {
	name := []rune("Elasticity " + kind + " Step: " + what)
	b.steps = append(b.steps, Step{id, string(name[:min(len(name), nameMax)]), terminateOnFailed, jar, args})
}

// runFolder is the folder of a run below a location, "" for none.
func runFolder(l config.Location, id string) string {
	if l.IsZero() {
		return ""
	}
	return l.Sub("run=" + id).String()
}

func (b *builder) ofRun(l config.Location) string { return runFolder(l, b.RunID) }

func encode(text []byte) string { return base64.StdEncoding.EncodeToString(text) }

// script is the jar that runs scripts on the cluster.
func (b *builder) script(name string) string {
	return "s3://" + b.Config.AWS.EMR.Region + ".elasticmapreduce/libs/" + name
}

func (b *builder) debug() {
	if b.Debug {
		b.add(Debugging, "Setup Hadoop Debugging", "Hadoop debugging", b.script("script-runner/script-runner.jar"), b.script("state-pusher/0.1/fetch"))
	}
}
