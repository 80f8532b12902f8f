package demo

import (
	"bufio"
	"fmt"

	"github.com/camonica/camonica/payload/container"
)

// A format is a way to record hits.
type format struct {
	name   string
	append func([]byte, *hit) []byte // a record; of text with its end
	bodies bool                      // records bodies that trackers post
	binary bool
	access bool // an access log of CloudFront
}

// formats has all that Generate writes. The same seed gives the same events in
// those with bodies.
var formats = []*format{
	{name: "clj-tomcat", append: appendTomcat, bodies: true},
	{name: "cloudfront", append: appendCloudFront, access: true},
	{name: "thrift", append: appendThrift, bodies: true, binary: true},
	{name: "tsv/com.amazon.aws.cloudfront/wd_access_log", append: appendDownload, access: true},
	{name: "ndjson/com.urbanairship.connect/v1", append: appendAirship},
}

// Formats lists the formats that Generate writes.
func Formats() []string {
	names := make([]string, len(formats))
	for i, f := range formats {
		names[i] = f.name
	}
	return names
}

// Binary tells whether records of the format are bytes, not lines.
func Binary(name string) bool {
	f, err := formatByName(name)
	return err == nil && f.binary
}

func formatByName(name string) (*format, error) {
	for _, f := range formats {
		if f.name == name {
			return f, nil
		}
	}
	return nil, fmt.Errorf("no sample data in format %q, only in %v", name, Formats())
}

// A sink puts records one after the other.
type sink struct {
	write func([]byte) error
	flush func() error
}

func (f *format) sink(w *bufio.Writer) sink {
	if f.binary {
		b := container.NewBlockWriter(w)
		return sink{write: b.WriteRecord, flush: b.Flush}
	}
	return sink{
		write: func(line []byte) error { _, err := w.Write(line); return err },
		flush: func() error { return nil },
	}
}
