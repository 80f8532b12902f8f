package config

import "strings"

// A Format is a collector format, the value of collectors.format: cloudfront,
// clj-tomcat, thrift, or json, tsv or ndjson with a vendor and a version.
type Format string

// Formats without parameters.
const (
	CloudFront Format = "cloudfront"
	CljTomcat  Format = "clj-tomcat"
	Thrift     Format = "thrift"
)

const formatWant = "cloudfront, clj-tomcat, thrift, or json/VENDOR/VERSION, tsv/VENDOR/VERSION, ndjson/VENDOR/VERSION"

// Valid says whether the format is one of those.
func (f Format) Valid() bool {
	switch f {
	case CloudFront, CljTomcat, Thrift:
		return true
	}
	if strings.ContainsAny(string(f), "\r\n") {
		return false
	}
	kind, rest, _ := strings.Cut(string(f), "/")
	vendor, version, _ := strings.Cut(rest, "/")
	return (kind == "json" || kind == "tsv" || kind == "ndjson") && vendor != "" && version != ""
}

// IsCloudFront says whether records are CloudFront access logs: many small
// files, which R108 crushed into few before enriching.
func (f Format) IsCloudFront() bool {
	return f == CloudFront || strings.HasPrefix(string(f), "tsv/com.amazon.aws.cloudfront/")
}

// IsUrbanAirship says whether records come from Urban Airship Connect, which
// also writes many small files.
func (f Format) IsUrbanAirship() bool {
	const prefix = "ndjson/com.urbanairship.connect/"
	return strings.HasPrefix(string(f), prefix) && len(f) > len(prefix)
}
