package emr_test

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/camonica/camonica/config"
	"github.com/camonica/camonica/engine/emr"
)

// sample is R108's own configuration, changed.
func sample(t *testing.T, changes ...string) *config.Config {
	t.Helper()
	text, err := os.ReadFile("../../config/testdata/sample.good.yml")
	if err != nil {
		t.Fatal(err)
	}
	c, err := config.Parse(strings.NewReplacer(changes...).Replace(string(text)), "config.yml", func(string) (string, bool) { return "SECRETVALUE", true })
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func job(c *config.Config) *emr.Job {
	return &emr.Job{
		Config: c, RunID: "2018-07-23-13-00-05", ETLTstamp: 1532350805123,
		Resolver: []byte("{}"), Enrichments: config.CombineEnrichments(nil),
		Staging: c.AWS.S3.Buckets.Raw.In, Enrich: true, Shred: true, ArchiveRaw: true, Load: true,
		ArchiveEnriched: "2018-07-23-13-00-05", ArchiveShredded: "2018-07-23-13-00-05",
		NewID: func() string { return "id" },
	}
}

func steps(t *testing.T, j *emr.Job) []emr.Step {
	t.Helper()
	all, err := emr.Steps(j)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func ids(all []emr.Step) string {
	var names []string
	for _, s := range all {
		names = append(names, string(s.ID))
	}
	return strings.Join(names, " ")
}

func TestSteps(t *testing.T) {
	c := sample(t, "      hbase:\n", "      hbase: \"0.92.0\"\n", "ami_version: 5.9.0", "ami_version: 3.6.0")
	j := job(c)
	j.Debug = true
	all := steps(t, j)
	const want = "debugging stage-raw hbase raw-to-hdfs enrich enriched-to-s3 enriched-success-to-s3 empty-raw-hdfs shred shredded-to-s3 shredded-success-to-s3 archive-raw archive-enriched archive-shredded"
	if got := ids(all); got != want {
		t.Errorf("steps\n got %s\nwant %s", got, want)
	}
	for _, s := range all {
		if strings.Contains(strings.Join(s.Args, " "), "SECRETVALUE") {
			t.Errorf("step %s shows a secret", s.ID)
		}
		isCopy := strings.HasSuffix(s.Jar, "emr-s3distcp-1.0.jar") // the place of AMI 3
		if sse := slices.Contains(s.Args, "--s3ServerSideEncryption"); sse != isCopy {
			t.Errorf("step %s asks for encryption: %v, is a copy: %v", s.ID, sse, isCopy)
		}
	}
}

func TestStepNamesFitMonitoring(t *testing.T) {
	j := job(sample(t))
	target, err := config.ParseTarget([]byte(`{"schema":"iglu:com.snowplowanalytics.snowplow.storage/postgresql_config/jsonschema/1-0-0",
		"data":{"name":"`+strings.Repeat("ü", 300)+`","purpose":"ENRICHED_EVENTS"}}`), "t.json")
	if err != nil {
		t.Fatal(err)
	}
	j.Targets = []config.Target{*target}
	for _, s := range steps(t, j) {
		if n := len([]rune(s.Name)); n > 255 {
			t.Errorf("name of step %s has %d characters", s.ID, n)
		}
	}
}

func TestStepsWantVersions(t *testing.T) {
	c := sample(t)
	c.Enrich.SparkEnrich = ""
	var ps config.Problems
	if _, err := emr.Steps(job(c)); !errors.As(err, &ps) || ps[0].Field != "enrich.versions.spark_enrich" {
		t.Errorf("error %v, want the missing version", err)
	}
	c.Enrich.SparkEnrich = "1.x.0"
	if _, err := emr.Steps(job(c)); !errors.Is(err, emr.ErrVersion) {
		t.Errorf("error %v, want ErrVersion", err)
	}
}

func TestEndpoint(t *testing.T) {
	for region, want := range map[string]string{
		"us-east-1": "s3.amazonaws.com", "eu-west-1": "s3-eu-west-1.amazonaws.com",
		"eu-south-1": "s3.eu-south-1.amazonaws.com", "cn-north-1": "s3.cn-north-1.amazonaws.com.cn",
	} {
		if got := emr.Endpoint(region); got != want {
			t.Errorf("Endpoint(%q) = %q, want %q", region, got, want)
		}
	}
}

func TestLoadManifestIsSkippedInStreamMode(t *testing.T) {
	f := func(loader string, want bool) {
		t.Helper()
		c := sample(t, "        errors:\n        archive: s3://my-archive/enriched\n", "        archive: s3://my-archive/enriched\n        stream: s3://my-stream/\n", "rdb_loader: 0.14.0", "rdb_loader: "+loader)
		j := job(c)
		target, err := config.ParseTarget([]byte(`{"schema":"iglu:com.snowplowanalytics.snowplow.storage/postgresql_config/jsonschema/1-0-0","data":{"name":"p","purpose":"ENRICHED_EVENTS"}}`), "t.json")
		if err != nil {
			t.Fatal(err)
		}
		j.Targets, j.Staging, j.Enrich, j.StreamStaging = []config.Target{*target}, nil, false, true
		got := false
		for _, s := range steps(t, j) {
			got = got || (s.ID == emr.Load && slices.Contains(s.Args, "load_manifest"))
		}
		if got != want {
			t.Errorf("loader %s skips load_manifest: %v", loader, got)
		}
	}
	f("0.14.0", false)
	f("0.15.0-rc4", false)
	f("0.15.0-rc5", true)
	f("0.15.0-rc10", true)
	f("0.15.0", true)
}
