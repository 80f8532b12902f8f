package emr

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/camonica/camonica/config"
)

// An argument is a named argument of a job: with hyphens for Spark jobs, with
// underscores for Scalding ones, some under another name there.
type argument struct{ spark, scalding, value string }

const vendorPackage = "com.snowplowanalytics.snowplow."

// job adds a Spark or Scalding step.
func (b *builder) job(id StepID, what string, onSpark bool, sparkClass, scaldingClass, jar string, args []argument) {
	if onSpark {
		all := []string{"spark-submit", "--class", vendorPackage + sparkClass, "--master", "yarn", "--deploy-mode", "cluster", jar}
		for _, a := range args {
			if a.spark != "" {
				all = append(all, "--"+a.spark, a.value)
			}
		}
		b.add(id, "Spark", what, "command-runner.jar", all...)
		return
	}
	all := []string{vendorPackage + scaldingClass, "--hdfs"}
	for _, a := range args {
		if a.scalding != "" {
			all = append(all, "--"+a.scalding, a.value)
		}
	}
	b.add(id, "Scalding", what, jar, append(all, "--tool.partialok", "")...)
}

// exceptions is the folder of unexpected errors, which only Scalding jobs had.
func (b *builder) exceptions(errors config.Location) []argument {
	if !b.Config.Enrich.ContinueOnUnexpectedError || errors.IsZero() {
		return nil
	}
	return []argument{{"", "exceptions_folder", b.ofRun(errors)}}
}

func (b *builder) enrich() {
	if !b.Enrich {
		return
	}
	b.copy(RawToHDFS, "Raw S3 -> Raw HDFS", b.buckets.Raw.Processing.String(), hdfsRaw,
		append(b.endpoint(), grouping(b.Config.Collectors.Format)...)...)
	args := []argument{
		{"input-format", "input_format", string(b.Config.Collectors.Format)},
		{"etl-timestamp", "etl_tstamp", strconv.FormatInt(b.ETLTstamp, 10)},
		{"iglu-config", "iglu_config", b.resolver},
		{"enrichments", "enrichments", encode(b.Enrichments)},
		{"input-folder", "input_folder", Glob(hdfsRaw)},
		{"output-folder", "output_folder", hdfsEnriched},
		{"bad-folder", "bad_rows_folder", b.ofRun(b.buckets.Enriched.Bad)},
	}
	args = append(args, b.exceptions(b.buckets.Enriched.Errors)...)
	b.job(Enrich, "Enrich Raw Events", b.jars.EnrichOnSpark, "enrich.spark.EnrichJob", "enrich.hadoop.EtlJob", b.jars.Enrich, args)
	b.publish(EnrichedToS3, EnrichedSuccess, "Enriched", hdfsEnriched, b.buckets.Enriched.Good)
}

func (b *builder) shred() error {
	if !b.Shred {
		return nil
	}
	b.fetchEnriched()
	args := []argument{{"iglu-config", "iglu_config", b.resolver}}
	if dups := config.WithPurpose(b.Targets, config.DuplicateTracking); len(dups) > 0 {
		doc, err := dups[0].Document()
		if err != nil {
			return err
		}
		args = append(args, argument{"duplicate-storage-config", "duplicate_storage_config", encode(doc)})
	}
	if table := b.manifestTable(); table != "" {
		args = append(args,
			argument{"processing-manifest-table", "processing_manifest_table", table},
			argument{"item-id", "item_id", b.ofRun(b.buckets.Shredded.Good)})
	}
	args = append(args,
		argument{"input-folder", "input_folder", Glob(hdfsEnriched)},
		argument{"output-folder", "output_folder", hdfsShredded},
		argument{"bad-folder", "bad_rows_folder", b.ofRun(b.buckets.Shredded.Bad)})
	args = append(args, b.exceptions(b.buckets.Shredded.Errors)...)
	b.job(Shred, "Shred Enriched Events", b.jars.ShredOnSpark, "storage.spark.ShredJob", "enrich.hadoop.ShredJob", b.jars.Shred, args)
	b.publish(ShreddedToS3, ShreddedSuccess, "Shredded", hdfsShredded, b.buckets.Shredded.Good)
	return nil
}

// manifestTable is the DynamoDB table of the first target with a processing
// manifest, for shredders that know it.
func (b *builder) manifestTable() string {
	if compareVersions(b.Config.Storage.RDBShredder, "0.14.0-rc1") < 0 {
		return ""
	}
	for _, t := range config.WithPurpose(b.Targets, config.EnrichedEvents) {
		var data struct {
			ProcessingManifest struct {
				AmazonDynamoDb struct {
					TableName string `json:"tableName"`
				} `json:"amazonDynamoDb"`
			} `json:"processingManifest"`
		}
		if json.Unmarshal(t.Data, &data) == nil && data.ProcessingManifest.AmazonDynamoDb.TableName != "" {
			return data.ProcessingManifest.AmazonDynamoDb.TableName
		}
	}
	return ""
}

// elasticsearch adds a step for each target of failed events and each folder of
// them that the cluster writes.
func (b *builder) elasticsearch() {
	if !b.Elasticsearch {
		return
	}
	var sources []string
	if b.Enrich {
		sources = append(sources, b.ofRun(b.buckets.Enriched.Bad))
	}
	if b.Shred {
		sources = append(sources, b.ofRun(b.buckets.Shredded.Bad))
	}
	first := true
	for _, t := range config.WithPurpose(b.Targets, config.FailedEvents) {
		var data struct {
			Host         string      `json:"host"`
			Port         json.Number `json:"port"`
			Index        string      `json:"index"`
			Type         string      `json:"type"`
			NodesWANOnly bool        `json:"nodesWanOnly"`
		}
		// Members of other types were refused with the target's schema.
		_ = json.Unmarshal(t.Data, &data)
		for _, source := range sources {
			args := []string{vendorPackage + "storage.hadoop.ElasticsearchJob", "--hdfs", "--input", source,
				"--host", data.Host, "--port", data.Port.String(), "--index", data.Index, "--type", data.Type,
				"--es_nodes_wan_only", strconv.FormatBool(data.NodesWANOnly)}
			if first {
				args = append(args, "--delay", "60") // S3 was eventually consistent
				first = false
			}
			b.add(Elasticsearch, "Scalding", "Errors in "+source+" -> Elasticsearch: "+t.Name, b.jars.Elasticsearch, args...)
		}
	}
}

// load adds a step for each target of enriched events. Its arguments hold the
// target's document, password and all, as R108's loader takes it no other way.
func (b *builder) load() error {
	if !b.Load {
		return nil
	}
	text, err := b.Config.Redacted()
	if err != nil {
		return fmt.Errorf("encode configuration: %w", err)
	}
	skip := b.LoaderSkip
	if b.Config.Mode() == config.Stream && compareVersions(b.Config.Storage.RDBLoader, "0.15.0-rc4") > 0 {
		skip = append(append([]string{}, skip...), "load_manifest")
	}
	for _, t := range config.WithPurpose(b.Targets, config.EnrichedEvents) {
		doc, err := t.Document()
		if err != nil {
			return err
		}
		args := []string{"--config", encode(text), "--resolver", b.resolver,
			"--logkey", b.buckets.Log.String() + "rdb-loader/" + b.RunID + "/" + b.NewID(),
			"--target", encode(doc)}
		if len(skip) > 0 {
			args = append(args, "--skip", strings.Join(skip, ","))
		}
		if len(b.LoaderInclude) > 0 {
			args = append(args, "--include", strings.Join(b.LoaderInclude, ","))
		}
		b.add(Load, "Custom Jar", "Load "+t.Name+" Storage Target", b.jars.Loader, args...)
	}
	return nil
}
