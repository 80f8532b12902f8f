package config

// options binds every option to its place in c.
func options(c *Config) []Option {
	var all []Option
	all = append(all, awsOptions(&c.AWS)...)
	all = append(all, emrOptions(&c.AWS.EMR)...)
	all = append(all, jobOptions(c)...)
	all = append(all, adapterOptions(&c.Adapters)...)
	all = append(all, encryptionOptions(&c.Encryption)...)
	return all
}

func awsOptions(a *AWS) []Option {
	b := &a.S3.Buckets
	return []Option{
		{Key: "aws", Type: Section, Need: Required, Since: "0.17", Help: "Locations, and everything about AWS."},
		{Key: "aws.access_key_id", Type: SecretText, Need: NeedAWS, into: &a.AccessKeyID, Since: "0.17",
			Help: "Access key, or iam, env or default for credentials from elsewhere.", Example: "<%= ENV['AWS_ACCESS_KEY_ID'] %>"},
		{Key: "aws.secret_access_key", Type: SecretText, Need: NeedAWS, into: &a.SecretAccessKey, Since: "0.17",
			Help: "Secret of the access key, or the same word as in access_key_id.", Example: "<%= ENV['AWS_SECRET_ACCESS_KEY'] %>"},
		{Key: "aws.session_token", Type: SecretText, into: &a.SessionToken,
			Help: "Third part of temporary credentials.", Example: "<%= ENV['AWS_SESSION_TOKEN'] %>"},
		{Key: "aws.s3", Type: Section, Need: Required, Since: "0.17", Help: "The stores."},
		{Key: "aws.s3.region", Type: Text, Need: NeedAWS, into: &a.S3.Region, Since: "0.17", Help: "Region of the buckets.", Example: "eu-west-1"},
		{Key: "aws.s3.endpoint", Type: Text, into: &a.S3.Endpoint,
			Help: "Address of an S3-compatible store instead of AWS.", Example: "https://minio.example.com:9000"},
		{Key: "aws.s3.consolidate_shredded_output", Type: Bool, Default: "false", into: &a.S3.ConsolidateShredded, Since: "0.34.1",
			Help: "Write few large shredded files instead of many small ones."},
		{Key: "aws.s3.buckets", Type: Section, Need: Required, Since: "0.17", Help: "Where everything lies. Each location gets a slash at its end."},
		{Key: "aws.s3.buckets.assets", Type: Folder, Need: NeedAWS, into: &b.Assets, Since: "0.17",
			Help: "Where the JVM jobs are; only read with jobs jvm.", Example: "s3://snowplow-hosted-assets"},
		{Key: "aws.s3.buckets.jsonpath_assets", Type: Folder, into: &b.JSONPathAssets, Since: "0.17", Help: "Your own JSONPaths files, for loads of shredded JSON."},
		{Key: "aws.s3.buckets.log", Type: Folder, Need: Required, into: &b.Log, Since: "0.17",
			Help: "Logs; the state of runs is kept below it in camonica/.", Example: "s3://my-bucket/logs"},
		{Key: "aws.s3.buckets.encrypted", Type: Bool, Need: Required, into: &b.Encrypted, Since: "0.33.0",
			Help: "Encrypt everything that is written: SSE-S3 on s3://, our own sealed format on file://.", Example: "true"},
		{Key: "aws.s3.buckets.raw", Type: Section, Need: NeedBatch, Since: "0.17", Help: "Raw records. Not read in stream mode."},
		{Key: "aws.s3.buckets.raw.in", Type: Folders, Need: Required, into: &b.Raw.In, Since: "0.17", Help: "Where collectors write.", Example: `["s3://my-collector/"]`},
		{Key: "aws.s3.buckets.raw.processing", Type: Folder, Need: Required, into: &b.Raw.Processing, Since: "0.17", Help: "Where the raw records of a run wait while it works on them."},
		{Key: "aws.s3.buckets.raw.archive", Type: Folder, Need: Required, into: &b.Raw.Archive, Since: "0.17", Help: "Where raw records end."},
		{Key: "aws.s3.buckets.enriched", Type: Section, Need: Required, Since: "0.17", Help: "Enriched events."},
		{Key: "aws.s3.buckets.enriched.good", Type: Folder, Need: Required, into: &b.Enriched.Good, Since: "0.17", Help: "Enriched events of a run, until they are archived."},
		{Key: "aws.s3.buckets.enriched.bad", Type: Folder, Need: NeedBatch, into: &b.Enriched.Bad, Since: "0.17", Help: "Failed events of enrich."},
		{Key: "aws.s3.buckets.enriched.errors", Type: Folder, into: &b.Enriched.Errors, Since: "0.17", Help: "Only for the Scalding jobs of old releases."},
		{Key: "aws.s3.buckets.enriched.archive", Type: Folder, into: &b.Enriched.Archive, Since: "0.26", Help: "Where enriched events end; required unless archive_enriched is skipped."},
		{Key: "aws.s3.buckets.enriched.stream", Type: Folder, into: &b.Enriched.Stream, Since: "0.31", Help: "Where a streaming enricher writes. Setting it switches to stream mode."},
		{Key: "aws.s3.buckets.shredded", Type: Section, Need: Required, Since: "0.17", Help: "Shredded events."},
		{Key: "aws.s3.buckets.shredded.good", Type: Folder, Need: Required, into: &b.Shredded.Good, Since: "0.17", Help: "Shredded events of a run, until they are archived."},
		{Key: "aws.s3.buckets.shredded.bad", Type: Folder, Need: Required, into: &b.Shredded.Bad, Since: "0.17", Help: "Failed events of shred."},
		{Key: "aws.s3.buckets.shredded.errors", Type: Folder, into: &b.Shredded.Errors, Since: "0.17", Help: "Only for the Scalding jobs of old releases."},
		{Key: "aws.s3.buckets.shredded.archive", Type: Folder, into: &b.Shredded.Archive, Since: "0.26", Help: "Where shredded events end; required unless archive_shredded is skipped."},
	}
}

func jobOptions(c *Config) []Option {
	snow := new(Snowplow)
	c.Monitoring.Snowplow = snow
	return []Option{
		{Key: "collectors", Type: Section, Need: NeedBatch, Since: "0.17", Help: "The collector. Not read in stream mode."},
		{Key: "collectors.format", Type: Text, Need: Required, into: (*string)(&c.Collectors.Format), Since: "0.17", Help: "Format of raw records: " + formatWant + ".", Example: "clj-tomcat"},
		{Key: "collectors.direct_address", Type: Bool, Default: "false", into: &c.Collectors.DirectAddress,
			Help: "CloudFront logs: take the visitor's address from field 5, as R108 did, even where field 20 holds the one that a proxy forwarded."},
		{Key: "enrich", Type: Section, Need: Required, Since: "0.17", Help: "The enrich step."},
		{Key: "enrich.versions", Type: Section, Since: "0.17", Help: "Versions of the JVM job."},
		{Key: "enrich.versions.spark_enrich", Type: Text, Need: Required, into: &c.Enrich.SparkEnrich, Since: "0.25", Help: "Version of the Spark enrich job; only used with jobs jvm.", Example: "1.14.0"},
		{Key: "enrich.continue_on_unexpected_error", Type: Bool, into: &c.Enrich.ContinueOnUnexpectedError, Since: "0.17", Help: "Only for the Scalding jobs of old releases."},
		{Key: "enrich.output_compression", Type: Text, Need: Required, Values: []string{"NONE", "GZIP"}, into: &c.Enrich.OutputCompression, Since: "0.17", Help: "Compression of enriched and shredded files."},
		{Key: "enrich.failed_format", Type: Text, Default: "modern", Values: []string{"modern", "r108"}, into: &c.Enrich.FailedFormat, Help: "Form of failed events."},
		{Key: "enrich.lengths", Type: Text, Default: "accept", Values: []string{"accept", "fail"}, into: &c.Enrich.Lengths,
			Help: "Columns longer than the warehouse's: accept cuts them when they are loaded, as R108 did; fail makes failed events."},
		{Key: "enrich.derived", Type: BoolOrWord, Default: "drop", Values: []string{"drop", "fail", "off", "false"}, into: &c.Enrich.Derived,
			Help: "Invalid entities from enrichments: left out with an entity that tells of it, failed events, or not validated as in R108."},
		{Key: "enrich.late_anonymisation", Type: Bool, Default: "false", into: &c.Enrich.LateAnonymisation,
			Help: "Anonymise addresses after the enrichments JavaScript, SQL and API have seen them, as later releases do; R108 does it before."},
		{Key: "enrich.max_json_depth", Type: Whole, Default: "50", into: &c.Enrich.MaxJSONDepth,
			Help: "Nesting of JSON parameters, 3 to 95; deeper text is not JSON."},
		{Key: KeyPIIFeed, Type: Folder, into: &c.Enrich.PIIFeed,
			Help: "Where the pii enrichment with emitEvent tells what it replaced by what, sealed with a key of its own; without it nothing is told, as in R108."},
		{Key: "storage", Type: Section, Need: Required, Since: "0.17", Help: "The shred and load steps."},
		{Key: "storage.versions", Type: Section, Need: Required, Since: "0.17", Help: "Versions of the JVM jobs."},
		{Key: "storage.versions.rdb_loader", Type: Text, Need: Required, into: &c.Storage.RDBLoader, Since: "0.26", Help: "Version of the JVM loader.", Example: "0.14.0"},
		{Key: "storage.versions.rdb_shredder", Type: Text, Need: Required, into: &c.Storage.RDBShredder, Since: "0.25", Help: "Version of the JVM shred job; decides the folders that the loader expects.", Example: "0.13.1"},
		{Key: "storage.versions.hadoop_elasticsearch", Type: Text, Need: Required, into: &c.Storage.HadoopElasticsearch, Since: "0.19", Help: "Version of the JVM Elasticsearch job.", Example: "0.1.0"},
		{Key: "storage.shredded_layout", Type: Text, Default: "r108", Values: []string{"r108", "r35"}, into: &c.Storage.ShreddedLayout, Help: "Folders and form of shredded data."},
		{Key: "storage.bad_values", Type: Text, Default: "null", Values: []string{"null", "refuse"}, into: &c.Storage.BadValues,
			Help: "Values that their column cannot hold: they become null, are counted and noted; or the load ends with an error and loads nothing."},
		{Key: "monitoring", Type: Section, Need: Required, Since: "0.17", Help: "Logs and the pipeline's own events."},
		{Key: "monitoring.tags", Type: TextMap, Need: Required, into: &c.Monitoring.Tags, Since: "0.17", Help: "Tags of the cluster and of monitoring events.", Example: "{}"},
		{Key: "monitoring.logging", Type: Section, Need: Required, Since: "0.17", Help: "The log."},
		{Key: "monitoring.logging.level", Type: Text, Need: Required, AnyCase: true, Values: []string{"debug", "info", "warn", "warning", "error", "fatal", "unknown"},
			into: &c.Monitoring.Level, Since: "0.17", Help: "Least level that is logged.", Example: "INFO"},
		{Key: "monitoring.snowplow", Type: Section, Since: "0.17", unset: func() { c.Monitoring.Snowplow = nil }, Help: "Send the pipeline's own events to a collector."},
		{Key: "monitoring.snowplow.method", Type: Text, Need: Required, AnyCase: true, Values: []string{"get", "post"}, into: &snow.Method, Since: "0.17", Help: "How events are sent."},
		{Key: "monitoring.snowplow.collector", Type: Text, Need: Required, into: &snow.Collector, Since: "0.17", Help: "Host of the collector, without scheme.", Example: "collector.example.com"},
		{Key: "monitoring.snowplow.app_id", Type: Text, Need: Required, into: &snow.AppID, Since: "0.17", Help: "Application id of the events.", Example: "snowplow"},
		{Key: "monitoring.snowplow.protocol", Type: Text, Default: "https", AnyCase: true, Values: []string{"http", "https"}, into: &snow.Protocol, Since: "0.33.0", Help: "Protocol."},
		{Key: "monitoring.snowplow.port", Type: Whole, into: &snow.Port, Since: "0.33.0", Help: "Port; by default that of the protocol.", Example: "443"},
		{Key: "iglu", Type: Section, Help: "Schema registries, beyond what the resolver file says."},
		{Key: "iglu.central", Type: Text, Default: "embedded-then-network", Values: []string{"embedded-then-network", "embedded", "network"}, into: &c.Iglu.Central,
			Help: "Where schemas of Iglu Central come from."},
		{Key: "iglu.on_outage", Type: Text, Default: "stop", Values: []string{"stop", "fail-events"}, into: &c.Iglu.OnOutage,
			Help: "What happens when a registry does not answer: the run stops and can be resumed, or events fail as in R108."},
		{Key: "engine", Type: Section, Help: "Where the stages of a run work."},
		{Key: "engine.name", Type: Text, Values: []string{EngineLocal, EngineSpark, EngineEMR}, into: &c.Engine.Name,
			Help: "Engine; by default local when all locations are file://, else emr. The option --engine wins."},
		{Key: "engine.jobs", Type: Text, Default: "camonica", Values: []string{"camonica", "jvm"}, into: &c.Engine.Jobs, Help: "Whose programs work on a cluster. The option --jobs wins."},
		{Key: "engine.workers", Type: Whole, Default: "0", into: &c.Engine.Workers, Help: "Workers of the local engine; 0 = one per core."},
		{Key: "engine.spark", Type: Section, Help: "Engine spark."},
		{Key: "engine.spark.home", Type: Text, into: &c.Engine.Spark.Home, Help: "Folder of the Spark distribution; by default SPARK_HOME.", Example: "/opt/spark"},
		{Key: "engine.spark.master", Type: Text, into: &c.Engine.Spark.Master, Help: "Master of the cluster.", Example: "spark://master:7077"},
		{Key: "engine.spark.conf", Type: TextMap, into: &c.Engine.Spark.Conf, Help: "More settings of Spark, passed as they are."},
	}
}
