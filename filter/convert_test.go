package filter_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/camonica/camonica/filter"
	"github.com/camonica/camonica/payload/container"
)

// TestConvert takes a log to the other format and back: the events are the same.
func TestConvert(t *testing.T) {
	log := sample(t, 500)
	convert := func(from, to string, in []byte) []byte {
		t.Helper()
		var out bytes.Buffer
		n, err := filter.Convert(context.Background(), []filter.Input{input("in", in)}, format(t, from), container.DefaultLimits(), to, &out)
		if err != nil || n.Written == 0 {
			t.Fatalf("%+v, %v", n, err)
		}
		return out.Bytes()
	}
	enriched := func(name string, in []byte) string {
		t.Helper()
		o := options(t, 1)
		o.Enrich.Format = format(t, name)
		var good bytes.Buffer
		if _, err := filter.Enrich(context.Background(), []filter.Input{input("in", in)}, o, &good, nil); err != nil {
			t.Fatal(err)
		}
		return good.String()
	}
	want := enriched("clj-tomcat", log)
	records := convert("clj-tomcat", "thrift", log)
	if got := enriched("thrift", records); got != want {
		t.Error("Thrift records make other events")
	}
	if got := enriched("clj-tomcat", convert("thrift", "clj-tomcat", records)); got != want {
		t.Error("the log made of Thrift records makes other events")
	}
	if _, err := filter.NewRecordWriter("tsv", nil); err == nil {
		t.Error("no error for a format that can't be written")
	}
}
