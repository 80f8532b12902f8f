package demo_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/camonica/camonica/demo"
	"github.com/camonica/camonica/payload"
	"github.com/camonica/camonica/payload/container"
)

func TestGenerateIsDeterministic(t *testing.T) {
	for _, format := range demo.Formats() {
		make := func(seed uint64, part int) []byte {
			var b bytes.Buffer
			n, err := demo.Generate(&b, demo.Options{Events: 3000, Seed: seed, Format: format, Part: part})
			if err != nil {
				t.Fatal(err)
			}
			if got := count(t, format, b.Bytes()); got != n {
				t.Errorf("%s: %d records, reported %d", format, got, n)
			}
			return b.Bytes()
		}
		a := make(7, 0)
		if !bytes.Equal(a, make(7, 0)) {
			t.Errorf("%s: same seed, other bytes", format)
		}
		if bytes.Equal(a, make(8, 0)) || bytes.Equal(a, make(7, 1)) {
			t.Errorf("%s: other seed or part, same bytes", format)
		}
	}
}

// count reads the records as enrich does.
func count(t *testing.T, format string, object []byte) int {
	t.Helper()
	f, err := payload.ByName(format)
	if err != nil || f.Binary() != demo.Binary(format) {
		t.Fatalf("format %s: %v, binary %t", format, err, demo.Binary(format))
	}
	r, err := container.Open(bytes.NewReader(object), f.Binary(), container.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var p payload.Payload
	for n, bad := 0, 0; ; n++ {
		rec, err := r.Next()
		if errors.Is(err, io.EOF) {
			if bad > n/100 {
				t.Errorf("%s: %d of %d records are broken", format, bad, n)
			}
			return n
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Parse(rec.Bytes, &p); err != nil {
			bad++
		}
	}
}

// TestSameEvents holds for all formats that record bodies: the same visitors ask
// for the same at the same time.
func TestSameEvents(t *testing.T) {
	facts := func(format string) (got []string) {
		var b bytes.Buffer
		if _, err := demo.Generate(&b, demo.Options{Events: 5000, Seed: 3, Format: format}); err != nil {
			t.Fatal(err)
		}
		f, err := payload.ByName(format)
		if err != nil {
			t.Fatal(err)
		}
		r, err := container.Open(&b, f.Binary(), container.DefaultLimits())
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		var p payload.Payload
		for {
			rec, err := r.Next()
			if errors.Is(err, io.EOF) {
				return got
			}
			if err != nil {
				t.Fatal(err)
			}
			if err := f.Parse(rec.Bytes, &p); err != nil {
				got = append(got, "broken")
				continue
			}
			got = append(got, fmt.Sprint(p.Timestamp, p.IP, p.Vendor, p.Version, p.Body, eventID(p.Query)))
		}
	}
	if diff := cmp.Diff(facts("clj-tomcat"), facts("thrift")); diff != "" {
		t.Error(diff)
	}
}

func eventID(query []payload.Pair) string {
	for _, q := range query {
		if q.Name == "eid" {
			return q.Value.Value
		}
	}
	return ""
}

func TestUnknownFormat(t *testing.T) {
	if _, err := demo.Generate(io.Discard, demo.Options{Events: 1, Format: "nginx"}); err == nil {
		t.Error("a format that is none gives no error")
	}
}

func TestTp2RecordSize(t *testing.T) {
	var b bytes.Buffer
	n, err := demo.Generate(&b, demo.Options{Events: 2000, Seed: 1, Format: "clj-tomcat", Traffic: demo.Tp2})
	if err != nil {
		t.Fatal(err)
	}
	if n != 2000 {
		t.Errorf("%d records for 2000 events", n)
	}
	t.Logf("%d bytes a record", b.Len()/n)
	if _, err := demo.Generate(io.Discard, demo.Options{Events: 1, Format: "cloudfront", Traffic: demo.Tp2}); err == nil {
		t.Error("cloudfront has no bodies, but no error")
	}
}

func BenchmarkGenerate(b *testing.B) {
	for b.Loop() {
		if _, err := demo.Generate(io.Discard, demo.Options{Events: 1000, Seed: 1, Format: "clj-tomcat"}); err != nil {
			b.Fatal(err)
		}
	}
}
