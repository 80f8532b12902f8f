package config

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/camonica/camonica/adapter/configured"
)

// A Config is a checked config.yml. Absent texts, sections and locations are
// zero values.
type Config struct {
	AWS        AWS
	Collectors Collectors
	Adapters   configured.Settings
	Enrich     Enrich
	Storage    Storage
	Monitoring Monitoring
	Iglu       Iglu
	Engine     Engine
	Encryption Encryption

	// File is where it was read from, "" for standard input. Dir is what
	// relative paths in it count from.
	File, Dir string
	// Warnings are findings that do not refuse the file.
	Warnings []Problem

	tree  *yaml.Node     // the known options as read, secrets emptied
	lines map[string]int // option → line
}

// AWS is the section aws.
type AWS struct {
	AccessKeyID     Secret
	SecretAccessKey Secret
	SessionToken    Secret
	S3              S3
	EMR             EMR
}

// S3 is the section aws.s3.
type S3 struct {
	Region              string
	Endpoint            string // of an S3-compatible store; "" = AWS
	ConsolidateShredded bool
	Buckets             Buckets
}

// Buckets are the locations of the pipeline, each with a slash at its end.
type Buckets struct {
	Assets         Location
	JSONPathAssets Location
	Log            Location
	Encrypted      bool
	Raw            Raw
	Enriched       Enriched
	Shredded       Shredded
}

// Raw is where raw records arrive, wait while a run works on them, and end.
type Raw struct {
	In                  []Location
	Processing, Archive Location
}

// Enriched is where enriched events lie. Stream, if set, is where a streaming
// enricher writes them.
type Enriched struct {
	Good, Bad, Errors, Archive, Stream Location
}

// Shredded is where shredded events lie.
type Shredded struct {
	Good, Bad, Errors, Archive Location
}

// EMR is the section aws.emr: the cluster of engine emr.
type EMR struct {
	AMIVersion            string
	Region                string
	JobflowRole           string
	ServiceRole           string
	Placement             string
	SubnetID              string
	KeyName               string
	SecurityConfiguration string
	Bootstrap             []string
	Software              Software
	Jobflow               Jobflow
	BootstrapFailureTries int64
	Configuration         []Classification
	AdditionalInfo        string
}

// Software holds versions of obsolete cluster software, "" = none.
type Software struct{ HBase, Lingual string }

// Jobflow is the cluster's name and nodes.
type Jobflow struct {
	JobName            string
	MasterInstanceType string
	CoreInstanceCount  int64
	CoreInstanceType   string
	CoreInstanceBid    *float64
	CoreInstanceEBS    *EBS
	TaskInstanceCount  int64
	TaskInstanceType   string
	TaskInstanceBid    *float64 // nil = on demand
}

// EBS is the disk of a core node.
type EBS struct {
	VolumeSize int64 // GB
	VolumeType string
	VolumeIOPS int64 // 0 = not given
	Optimized  bool
}

// A Classification is one entry of aws.emr.configuration; order is the file's.
type Classification struct {
	Name       string
	Properties []Pair
}

// A Pair is a key with its value, in the file's order.
type Pair struct{ Key, Value string }

// Collectors is the section collectors.
type Collectors struct {
	Format        Format
	DirectAddress bool // CloudFront: never the address of x-forwarded-for
}

// KeyPIIFeed is the option of Enrich.PIIFeed.
const KeyPIIFeed = "enrich.pii_feed"

// Enrich is the section enrich.
type Enrich struct {
	SparkEnrich               string // enrich.versions.spark_enrich
	ContinueOnUnexpectedError bool
	OutputCompression         string   // NONE or GZIP
	FailedFormat              string   // modern or r108
	Lengths                   string   // accept or fail: columns that are too long
	Derived                   string   // drop, fail or off: invalid derived entities
	LateAnonymisation         bool     // after scripts and requests to services
	MaxJSONDepth              int64    // nesting of JSON parameters
	PIIFeed                   Location // what the pii enrichment replaced by what; zero = nowhere
}

// Storage is the section storage.
type Storage struct {
	RDBLoader           string
	RDBShredder         string
	HadoopElasticsearch string
	ShreddedLayout      string // r108 or r35
	BadValues           string // null or refuse: values that a column cannot hold
}

// Monitoring is the section monitoring.
type Monitoring struct {
	Tags     []Pair
	Level    string // of the log, lower case: debug, info, warn, error, fatal, unknown
	Snowplow *Snowplow
}

// Snowplow is where the pipeline's own events go.
type Snowplow struct {
	Method    string // get or post
	Collector string
	AppID     string
	Protocol  string // http or https
	Port      int64
}

// Iglu is the section iglu: how registries are used.
type Iglu struct {
	Central  string // embedded-then-network, embedded or network
	OnOutage string // stop or fail-events
}

// Engine is the section engine: where the stages of a run work.
type Engine struct {
	Name    string // local, spark, emr; "" = by the locations, see Config.EngineName
	Jobs    string // camonica or jvm: whose programs work on a cluster
	Workers int64  // of the local engine; 0 = one per core
	Spark   Spark
}

// Spark is the section engine.spark.
type Spark struct {
	Home   string
	Master string
	Conf   []Pair
}

// A Mode says what a run starts from.
type Mode string

// Modes.
const (
	Batch  Mode = "batch"  // raw records
	Stream Mode = "stream" // what a streaming enricher wrote
)

// Mode is Stream when enriched.stream is set.
func (c *Config) Mode() Mode {
	if c.AWS.S3.Buckets.Enriched.Stream.IsZero() {
		return Batch
	}
	return Stream
}

// Names of engines.
const (
	EngineLocal = "local"
	EngineSpark = "spark"
	EngineEMR   = "emr"
)

// EngineName is the engine that the configuration asks for: engine.name; else
// local when every location of data is file://, else emr.
func (c *Config) EngineName() string {
	switch {
	case c.Engine.Name != "":
		return c.Engine.Name
	case c.AllFiles():
		return EngineLocal
	}
	return EngineEMR
}

// AllFiles says that every location that holds data or state is a folder of this
// machine. Assets and JSONPaths do not count: they are only read.
func (c *Config) AllFiles() bool {
	for _, l := range c.dataLocations() {
		if !l.Location.IsFile() {
			return false
		}
	}
	return true
}

// namedLocation is a location with its option.
type namedLocation struct {
	Key string
	Location
}

// dataLocations lists the locations in use in this mode that hold data or state.
func (c *Config) dataLocations() []namedLocation {
	b := &c.AWS.S3.Buckets
	var all []namedLocation
	add := func(key string, l Location) {
		if !l.IsZero() {
			all = append(all, namedLocation{"aws.s3.buckets." + key, l})
		}
	}
	add("log", b.Log)
	if c.Mode() == Batch {
		for _, l := range b.Raw.In {
			add("raw.in", l)
		}
		add("raw.processing", b.Raw.Processing)
		add("raw.archive", b.Raw.Archive)
	}
	add("enriched.stream", b.Enriched.Stream)
	add("enriched.good", b.Enriched.Good)
	add("enriched.bad", b.Enriched.Bad)
	add("enriched.archive", b.Enriched.Archive)
	add("shredded.good", b.Shredded.Good)
	add("shredded.bad", b.Shredded.Bad)
	add("shredded.archive", b.Shredded.Archive)
	if f := c.Enrich.PIIFeed; !f.IsZero() {
		all = append(all, namedLocation{KeyPIIFeed, f})
	}
	return all
}

// Redacted returns the known options as YAML, with every secret emptied. It is
// what manifests keep and what R108's loader is handed.
func (c *Config) Redacted() ([]byte, error) { return yaml.Marshal(c.tree) }

// problem makes a problem of an option of this file.
func (c *Config) problem(kind Kind, key, value, want string) Problem {
	return Problem{Kind: kind, File: c.File, Line: c.line(key), Field: key, Value: value, Want: want}
}

// line is where an option stands, or the nearest section around it.
func (c *Config) line(key string) int {
	for {
		if n, ok := c.lines[key]; ok {
			return n
		}
		i := strings.LastIndexByte(key, '.')
		if i < 0 {
			return 0
		}
		key = key[:i]
	}
}
