package payload

import "strings"

// An Option changes how a format reads its records.
type Option func(*options)

type options struct{ direct bool }

// DirectAddress takes the client address of cloudfront records from field 5, as
// R108 did, even where CloudFront recorded an X-Forwarded-For header.
func DirectAddress() Option { return func(o *options) { o.direct = true } }

// ByName returns the format of that name, as configurations give it. The error
// is Errors with one of kind UnsupportedFormat.
func ByName(format string, opts ...Option) (Format, error) {
	var o options
	for _, opt := range opts {
		opt(&o)
	}
	switch format {
	case "cloudfront":
		return cloudFront(o), nil
	case "clj-tomcat":
		return cljTomcat{}, nil
	case "thrift":
		return thrift{}, nil
	}
	if tail, ok := strings.CutPrefix(format, "tsv/"); ok {
		return tsv{api: tail}, nil
	}
	if tail, ok := strings.CutPrefix(format, "ndjson/"); ok {
		return ndjson{api: tail}, nil
	}
	want := "cloudfront, clj-tomcat, thrift, tsv/<vendor>/<version> or ndjson/<vendor>/<version>"
	if strings.HasPrefix(format, "json/") {
		want = "ndjson/" + strings.TrimPrefix(format, "json/")
	}
	return nil, Errors{{Kind: UnsupportedFormat, Field: "format", Value: format, Want: want}}
}
