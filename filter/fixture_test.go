package filter_test

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/camonica/camonica/adapter"
	"github.com/camonica/camonica/demo"
	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/filter"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/iglu/embedded"
	"github.com/camonica/camonica/payload"
	"github.com/camonica/camonica/payload/container"
)

// sample is a log with all sorts of traffic, broken lines included.
func sample(t *testing.T, events int) []byte {
	t.Helper()
	var log bytes.Buffer
	if _, err := demo.Generate(&log, demo.Options{Events: events, Seed: 3, Format: "clj-tomcat"}); err != nil {
		t.Fatal(err)
	}
	return log.Bytes()
}

func input(name string, b []byte) filter.Input {
	return filter.Input{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }}
}

func format(t *testing.T, name string) payload.Format {
	t.Helper()
	f, err := payload.ByName(name)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func options(t *testing.T, workers int) filter.EnrichOptions {
	t.Helper()
	schemas := iglu.NewSet([]iglu.Source{{Name: "embedded", Class: iglu.ClassEmbedded, Registry: embedded.Registry{}}}, iglu.Options{
		// Failed events tell when registries were asked.
		Now: func() time.Time { return time.UnixMilli(0) },
	})
	o := filter.EnrichOptions{Enrich: enrich.DefaultOptions(), Limits: container.DefaultLimits(), Workers: workers}
	o.Enrich.Format, o.Enrich.Adapter, o.Enrich.Schemas = format(t, "clj-tomcat"), adapter.NewRegistry(schemas), schemas
	o.Enrich.Version = "1.0.0"
	return o
}

// column takes a column out of a row.
func column(row string, n int) string { return strings.Split(row, "\t")[n] }
