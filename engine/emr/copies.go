package emr

import (
	"strings"

	"github.com/camonica/camonica/config"
)

// copy adds an S3DistCp step. Every one asks for SSE-S3 when buckets are
// encrypted, also those to HDFS, where it has no effect.
func (b *builder) copy(id StepID, what, from, to string, args ...string) {
	all := append([]string{"--src", from, "--dest", to}, args...)
	if b.buckets.Encrypted {
		all = append(all, "--s3ServerSideEncryption")
	}
	jar := distCpJar
	if v := b.Config.AWS.EMR.AMIVersion; strings.HasPrefix(v, "2.") || strings.HasPrefix(v, "3.") {
		jar = distCpJarAMI3
	}
	b.add(id, "S3DistCp", what, jar, all...)
}

// move copies and deletes the source.
func (b *builder) move(id StepID, what, from, to string) {
	b.copy(id, what, from, to, append(b.endpoint(), "--deleteOnSuccess")...)
}

func (b *builder) endpoint() []string {
	return []string{"--s3Endpoint", Endpoint(b.Config.AWS.S3.Region)}
}

// stage moves raw records to where the run works on them. Tomcat logs of several
// machines have the same names and are concatenated by name.
func (b *builder) stage() {
	f := b.Config.Collectors.Format
	for _, in := range b.Staging {
		pattern := ".+"
		if f == config.CljTomcat {
			pattern = tomcatPattern
		}
		args := append(b.endpoint(), "--srcPattern", pattern, "--deleteOnSuccess")
		if f == config.CljTomcat {
			args = append(args, "--groupBy", ".*/_*(.+)")
		}
		b.copy(StageRaw, "Raw S3 In -> Raw S3 Staging", in.String(), b.buckets.Raw.Processing.String(), args...)
	}
	if v := b.Config.AWS.EMR.Software.HBase; v != "" {
		b.add(StartHBase, "Custom Jar", "Start HBase "+v, "/home/hadoop/lib/hbase-"+v+".jar", "emr.hbase.backup.Main", "--start-master")
	}
}

// grouping crushes many small raw files into few.
func grouping(f config.Format) []string {
	switch {
	case f.IsCloudFront():
		return []string{"--groupBy", ".*([0-9]+-[0-9]+-[0-9]+)-[0-9]+.*", "--targetSize", "128", "--outputCodec", "lzo"}
	case f.IsUrbanAirship():
		return []string{"--groupBy", `.*/(\w+)/.*`, "--targetSize", "128", "--outputCodec", "lzo"}
	case f == config.CljTomcat:
		return []string{"--outputCodec", "none"} // gzip cannot be split
	}
	return nil
}

// publish copies the parts that a job left on the cluster, and after them its
// success mark.
func (b *builder) publish(parts, success StepID, data, from string, to config.Location) {
	args := append([]string{"--srcPattern", partPattern}, b.endpoint()...)
	b.copy(parts, data+" HDFS -> S3", from, b.ofRun(to), append(args, OutputCodec(b.Config.Enrich.OutputCompression)...)...)
	b.copy(success, data+" HDFS _SUCCESS -> S3", from, b.ofRun(to), append([]string{"--srcPattern", successPattern}, b.endpoint()...)...)
}

// stageStream moves what a streaming enricher wrote into a run folder.
func (b *builder) stageStream() {
	if b.StreamStaging {
		b.copy(StageStream, "Stream Enriched -> Enriched S3", b.buckets.Enriched.Stream.String(), b.ofRun(b.buckets.Enriched.Good),
			append(b.endpoint(), "--srcPattern", streamPattern, "--deleteOnSuccess")...)
	}
}

// fetchEnriched brings enriched events of S3 to the cluster, if its own enrich
// did not leave them there.
func (b *builder) fetchEnriched() {
	if b.Enrich {
		b.add(EmptyRawHDFS, "Script", "Empty Raw HDFS", b.script("script-runner/script-runner.jar"), StandardScripts(b.Config.AWS.EMR.Region)+emptyHDFS, hdfsRaw)
		return
	}
	from := b.buckets.Enriched.Good.String()
	if b.StreamStaging {
		from = b.ofRun(b.buckets.Enriched.Good)
	}
	pattern := partPattern
	if b.Config.Mode() == config.Stream {
		pattern = streamPattern
	}
	b.copy(EnrichedToHDFS, "Enriched S3 -> HDFS", from, hdfsEnriched,
		append([]string{"--srcPattern", pattern, "--outputCodec", "none"}, b.endpoint()...)...)
}

// StandardScripts is where bootstrap and other scripts lie for a region.
func StandardScripts(region string) string {
	return AssetsBucket(StandardAssets, StandardAssets, region)
}
