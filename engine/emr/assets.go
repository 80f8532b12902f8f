package emr

import (
	"strings"

	"github.com/camonica/camonica/config"
)

// StandardAssets is the public bucket of R108's programs; bootstrap scripts come
// from there even when the jars do not.
const StandardAssets = "s3://snowplow-hosted-assets"

// AssetsBucket is where to load from what the configuration names as bucket: it,
// or its copy in the cluster's region, if it is the standard one. standard has no
// slash at its end.
func AssetsBucket(standard, bucket, region string) string {
	bucket = strings.TrimSuffix(bucket, "/")
	if bucket == standard && region != "eu-west-1" {
		bucket += "-" + region
	}
	return bucket + "/"
}

// Endpoint is the address of S3 in a region, as S3DistCp is told it: the form
// with a hyphen where the region is old enough to have it.
func Endpoint(region string) string {
	switch region {
	case "us-east-1":
		return "s3.amazonaws.com"
	case "us-west-1", "us-west-2", "eu-west-1", "eu-central-1", "sa-east-1", "us-gov-west-1",
		"ap-northeast-1", "ap-northeast-2", "ap-south-1", "ap-southeast-1", "ap-southeast-2":
		return "s3-" + region + ".amazonaws.com"
	}
	if strings.HasPrefix(region, "cn-") {
		return "s3." + region + ".amazonaws.com.cn"
	}
	return "s3." + region + ".amazonaws.com"
}

// OutputCodec is the argument that makes S3DistCp compress, none for NONE.
func OutputCodec(compression string) []string {
	switch strings.ToUpper(compression) {
	case "GZIP", "GZ":
		return []string{"--outputCodec", "gz"}
	case "LZO":
		return []string{"--outputCodec", "lzo"}
	case "SNAPPY":
		return []string{"--outputCodec", "snappy"}
	}
	return nil
}

// Glob names the files in a folder.
func Glob(folder string) string {
	if strings.HasSuffix(folder, "/*") {
		return folder
	}
	return strings.TrimSuffix(folder, "/") + "/*"
}

// Jars are the programs of the JVM jobs.
type Jars struct {
	Enrich, Shred, Loader, Elasticsearch string
	EnrichOnSpark, ShredOnSpark          bool // else Scalding
}

// Assets finds the jars of the configured versions below a bucket, whose name
// ends with a slash. Enrich is left out where its version is not configured.
func Assets(bucket string, e config.Enrich, s config.Storage) (*Jars, error) {
	j := &Jars{
		Loader:        bucket + "4-storage/rdb-loader/snowplow-rdb-loader-" + s.RDBLoader + ".jar",
		Elasticsearch: bucket + "4-storage/hadoop-elasticsearch-sink/hadoop-elasticsearch-sink-" + s.HadoopElasticsearch + ".jar",
	}
	hadoopETL := false
	if v := e.SparkEnrich; v != "" {
		major, minor, err := majorMinor(v)
		if err != nil {
			return nil, err
		}
		switch {
		case major == 0:
			hadoopETL = true
			j.Enrich = bucket + "3-enrich/hadoop-etl/snowplow-hadoop-etl-" + v + ".jar"
		case major == 1 && minor < 9:
			j.Enrich = bucket + "3-enrich/scala-hadoop-enrich/snowplow-hadoop-enrich-" + v + ".jar"
		default:
			j.EnrichOnSpark = true
			j.Enrich = bucket + "3-enrich/spark-enrich/snowplow-spark-enrich-" + v + ".jar"
		}
	}
	major, minor, err := majorMinor(s.RDBShredder)
	if err != nil {
		return nil, err
	}
	// R108 went by the minor number alone and so took 1.0.0 for a Scalding job. A
	// configuration whose enrich is of the first generation never meant a Spark
	// shredder, whatever its major number.
	j.ShredOnSpark = minor >= 12 || (major >= 1 && !hadoopETL)
	if j.ShredOnSpark {
		j.Shred = bucket + "4-storage/rdb-shredder/snowplow-rdb-shredder-" + s.RDBShredder + ".jar"
	} else {
		j.Shred = bucket + "3-enrich/scala-hadoop-shred/snowplow-hadoop-shred-" + s.RDBShredder + ".jar"
	}
	return j, nil
}
