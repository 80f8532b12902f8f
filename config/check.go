package config

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

var (
	zonePattern    = regexp.MustCompile(`^[a-z]{2}(-[a-z]+)+-[0-9]+[a-z]?`)
	versionPattern = regexp.MustCompile(`^[0-9]+\.[0-9]+\.[0-9]+`)
)

// Bounds of enrich.max_json_depth: shred reads events down to 100 levels, and what
// enrich wraps a parameter's data in takes some of them.
const (
	MinJSONDepth = 3
	MaxJSONDepth = 95
)

// check reports what types alone do not tell. R108 took most of it and died of
// it later.
func (c *Config) check(env func(string) (string, bool)) Problems {
	var ps Problems
	add := func(kind Kind, key, value, want string) {
		ps = append(ps, c.problem(kind, key, value, want))
	}
	if f := c.Collectors.Format; !f.Valid() && c.lines["collectors.format"] > 0 {
		add(InvalidValue, "collectors.format", string(f), formatWant)
	}
	if c.Collectors.Format == Thrift && strings.HasPrefix(c.AWS.EMR.AMIVersion, "2") {
		add(InvalidCombination, "aws.emr.ami_version", c.AWS.EMR.AMIVersion, "3 or later with collectors.format thrift")
	}
	ps = append(ps, c.checkCredentials()...)
	ps = append(ps, c.checkEMR()...)
	ps = append(ps, c.checkVersions()...)
	ps = append(ps, c.checkMonitoring()...)
	ps = append(ps, c.checkNesting()...)
	ps = append(ps, c.checkAdapters()...)
	if n := c.Enrich.MaxJSONDepth; n < MinJSONDepth || n > MaxJSONDepth {
		add(InvalidValue, "enrich.max_json_depth", strconv.FormatInt(n, 10), fmt.Sprintf("%d to %d", MinJSONDepth, MaxJSONDepth))
	}
	if c.Engine.Workers < 0 {
		add(InvalidValue, "engine.workers", strconv.FormatInt(c.Engine.Workers, 10), "0 or more")
	}
	if c.Engine.Jobs == "jvm" && c.Engine.Name == EngineLocal {
		add(InvalidCombination, "engine.jobs", "jvm", "engine spark or emr, which have a JVM")
	}
	return append(ps, c.checkEncryption(env)...)
}

// Sources of AWS credentials.
const (
	CredentialsStatic  = "static"  // the keys of the file
	CredentialsIAM     = "iam"     // the role of the instance
	CredentialsEnv     = "env"     // the environment
	CredentialsDefault = "default" // wherever the AWS SDK looks
)

// Credentials says where credentials come from.
func (a *AWS) Credentials() string { return credentialSource(a.AccessKeyID) }

func credentialSource(s Secret) string {
	switch word := s.Reveal(); word {
	case CredentialsIAM, CredentialsEnv, CredentialsDefault:
		return word
	}
	return CredentialsStatic
}

func (c *Config) checkCredentials() Problems {
	if credentialSource(c.AWS.AccessKeyID) == credentialSource(c.AWS.SecretAccessKey) {
		return nil
	}
	return Problems{c.problem(InvalidCombination, "aws.secret_access_key", "", "the same word as aws.access_key_id: iam, env or default, or two keys")}
}

func (c *Config) checkEMR() Problems {
	var ps Problems
	e := &c.AWS.EMR
	least := func(key string, n, least int64) {
		if c.lines[key] > 0 && n < least {
			ps = append(ps, c.problem(InvalidValue, key, strconv.FormatInt(n, 10), strconv.FormatInt(least, 10)+" or more"))
		}
	}
	const job = "aws.emr.jobflow."
	if c.lines[job+"core_instance_count"] > 0 {
		least(job+"core_instance_count", e.Jobflow.CoreInstanceCount, 1)
	}
	least(job+"task_instance_count", e.Jobflow.TaskInstanceCount, 0)
	if d := e.Jobflow.CoreInstanceEBS; d != nil {
		least(job+"core_instance_ebs.volume_size", d.VolumeSize, 1)
		least(job+"core_instance_ebs.volume_iops", d.VolumeIOPS, 1)
		if (d.VolumeType == "io1" || d.VolumeType == "io2") && d.VolumeIOPS == 0 {
			ps = append(ps, c.problem(MissingField, job+"core_instance_ebs.volume_iops", "", "a whole number with volume_type "+d.VolumeType))
		}
	}
	if e.Placement != "" && !zonePattern.MatchString(e.Placement) {
		ps = append(ps, c.problem(InvalidValue, "aws.emr.placement", e.Placement, "an availability zone, such as eu-west-1a"))
	}
	return ps
}

func (c *Config) checkVersions() Problems {
	var ps Problems
	for _, v := range []struct{ key, value string }{
		{"enrich.versions.spark_enrich", c.Enrich.SparkEnrich},
		{"storage.versions.rdb_shredder", c.Storage.RDBShredder},
	} {
		if c.lines[v.key] > 0 && v.value != "" && !versionPattern.MatchString(v.value) {
			ps = append(ps, c.problem(InvalidValue, v.key, v.value, "three numbers separated by dots"))
		}
	}
	return ps
}

func (c *Config) checkMonitoring() Problems {
	var ps Problems
	s := c.Monitoring.Snowplow
	if s == nil {
		return nil
	}
	if s.Port < 1 || s.Port > 65535 {
		ps = append(ps, c.problem(InvalidValue, "monitoring.snowplow.port", strconv.FormatInt(s.Port, 10), "1 to 65535"))
	}
	if strings.Contains(s.Collector, "://") {
		ps = append(ps, c.problem(InvalidValue, "monitoring.snowplow.collector", s.Collector, "a host; the protocol has its own option"))
	}
	return ps
}

// checkNesting refuses locations below one that a run lists as a whole: the run
// would take other data for its input.
func (c *Config) checkNesting() Problems {
	var ps Problems
	all := c.dataLocations()
	for _, l := range all {
		// The feed leads from pseudonyms to people: it never lies where events lie.
		if f := c.Enrich.PIIFeed; l.Key != KeyPIIFeed && !f.IsZero() && l.Location != c.AWS.S3.Buckets.Log && (l.Contains(f) || f.Contains(l.Location)) {
			ps = append(ps, c.problem(InvalidCombination, KeyPIIFeed, f.String(), "a folder apart from "+l.Key))
			break
		}
	}
	for i, outer := range all {
		switch outer.Key {
		case "aws.s3.buckets.raw.in", "aws.s3.buckets.raw.processing", "aws.s3.buckets.enriched.stream",
			"aws.s3.buckets.enriched.good", "aws.s3.buckets.shredded.good":
		default:
			continue
		}
		for j, inner := range all {
			if i != j && inner.Key != KeyPIIFeed && outer.Contains(inner.Location) {
				ps = append(ps, c.problem(InvalidCombination, inner.Key, inner.Location.String(), "a folder outside "+outer.Key))
			}
		}
	}
	return ps
}
