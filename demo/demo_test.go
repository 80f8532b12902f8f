package demo_test

import (
	"bytes"
	"io"
	"testing"

	"github.com/camonica/camonica/demo"
)

func TestGenerateIsDeterministic(t *testing.T) {
	for _, format := range demo.Formats() {
		make := func(seed uint64, part int) []byte {
			var b bytes.Buffer
			n, err := demo.Generate(&b, demo.Options{Events: 3000, Seed: seed, Format: format, Part: part})
			if err != nil {
				t.Fatal(err)
			}
			if lines := bytes.Count(b.Bytes(), []byte("\n")); lines != n {
				t.Errorf("%s: %d lines, reported %d", format, lines, n)
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
