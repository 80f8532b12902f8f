// Package payload holds the collector payload – what a collector saw of one
// request – and every raw record format to and from it: clj-tomcat, cloudfront,
// thrift, tsv and ndjson.
//
// A [Format] turns one raw record into one [Payload]. It does not know objects,
// compression aside (payload/container), and does not look into bodies: that is
// the adapters' business.
package payload
