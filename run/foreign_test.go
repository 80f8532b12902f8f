package run_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"

	"github.com/camonica/camonica/config"
	"github.com/camonica/camonica/load/loadtest"
	"github.com/camonica/camonica/run"
	"github.com/camonica/camonica/store"
)

// Somebody puts an object among those of a run while it is under way: the next step
// that would pass it over refuses it, and with it moved away the run ends well.
func TestForeignObjects(t *testing.T) {
	const id = "2026-01-02-03-04-06"
	steps := []struct {
		step, folder string
		place        func(b *config.Buckets) config.Location
	}{
		{run.StepEnrich, "", func(b *config.Buckets) config.Location { return b.Raw.Processing }},
		{run.StepArchiveRaw, "", func(b *config.Buckets) config.Location { return b.Raw.Processing }},
		{run.StepShred, "run=" + id + "/", func(b *config.Buckets) config.Location { return b.Enriched.Good }},
		{run.StepArchiveEnriched, "run=" + id + "/", func(b *config.Buckets) config.Location { return b.Enriched.Good }},
		{run.StepLoad, "run=" + id + "/vendor=com.acme/", func(b *config.Buckets) config.Location { return b.Shredded.Good }},
		{run.StepArchiveShredded, "run=" + id + "/", func(b *config.Buckets) config.Location { return b.Shredded.Good }},
	}
	each(t, func(t *testing.T, sealed bool) {
		calm := newShop(t, sealed)
		calm.fill(20, 1, logs...)
		calm.run(run.Options{})
		want := calm.rows("warehouse")

		names := []string{"part-00099"}
		if sealed { // in clear, as if it were sealed, and empty
			names = []string{"part-00099", "part-00099.zst.cmn", "_SUCCESS.cmn"}
		}
		for _, step := range steps {
			for i, name := range names {
				s := newShop(t, sealed)
				s.fill(20, 1, logs...)
				l, key := step.place(&s.config.AWS.S3.Buckets), step.folder+name
				content := []byte("not of this run")
				if i == 2 {
					content = nil
				}
				x := s.executor(run.Options{})
				x.Watch = s.when(step.step, func() { s.put(s.store(l), key, content) })
				_, err := x.Run(t.Context())
				var foreign *run.ForeignError
				if !errors.As(err, &foreign) || foreign.Object != l.String()+key || run.OutcomeOf(err) != run.Failed || !strings.Contains(err.Error(), "step "+step.step+":") {
					t.Errorf("%s, %s: %v", step.step, name, err)
					continue
				}
				s.fails(run.Options{}, run.Failed) // as long as it is there
				if got := s.read(s.store(l), key); !bytes.Equal(got, content) {
					t.Errorf("%s, %s: it is lost", step.step, name)
				}
				if err := s.store(l).Delete(t.Context(), key); err != nil {
					t.Fatal(err)
				}
				s.run(run.Options{})
				loadtest.Same(t, step.step, s.rows("warehouse"), want)
			}
		}
	})
}

// when watches for the first start of a step.
func (s *shop) when(step string, do func()) func(run.Progress) {
	done := false
	return func(p run.Progress) {
		if p.Kind == run.StepStarted && p.Step == step && !done {
			done = true
			do()
		}
	}
}

// streaming makes the shop one of a streaming enricher, and puts what that wrote
// into enriched.stream.
func (s *shop) streaming(objects ...string) {
	s.t.Helper()
	batch := newShop(s.t, false)
	batch.fill(20, 1, logs...)
	batch.run(run.Options{})
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	archive := batch.config.AWS.S3.Buckets.Enriched.Archive
	for _, key := range batch.keysOf(archive) {
		if _, err := z.Write(batch.read(batch.store(archive), key)); err != nil {
			s.t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		s.t.Fatal(err)
	}
	text := strings.Replace(fmt.Sprintf(shopYAML, s.dir, s.sealed, "r35"), "enriched: {", `enriched: {stream: "file://`+s.dir+`/stream", `, 1)
	s.config = configOf(s.t, text)
	for _, key := range objects {
		s.put(s.store(s.config.AWS.S3.Buckets.Enriched.Stream), key, b.Bytes())
	}
}

// What a streaming enricher wrote is the run's input, and no other object of its
// folder is.
func TestForeignStreamObjects(t *testing.T) {
	each(t, func(t *testing.T, sealed bool) {
		for _, step := range []string{run.StepShred, run.StepArchiveEnriched} {
			s := newShop(t, sealed)
			s.streaming("a.gz", "b.gz")
			good := s.store(s.config.AWS.S3.Buckets.Enriched.Good)
			const key = "run=2026-01-02-03-04-06/c.gz"
			x := s.executor(run.Options{})
			x.Watch = s.when(step, func() { s.put(good, key, []byte("not of this run")) })
			_, err := x.Run(t.Context())
			var foreign *run.ForeignError
			if !errors.As(err, &foreign) || !strings.HasSuffix(foreign.Object, key) || !strings.Contains(foreign.Hint(), "enriched.stream") {
				t.Fatalf("%s: %v", step, err)
			}
			if err := good.Delete(t.Context(), key); err != nil {
				t.Fatal(err)
			}
			m := s.run(run.Options{})
			if rows := s.rows("warehouse"); len(m.Inputs) != 2 || len(rows) == 0 {
				t.Errorf("%s: %d inputs, %d rows", step, len(m.Inputs), len(rows))
			}
			if got := s.keysOf(s.config.AWS.S3.Buckets.Enriched.Archive); len(got) != 3 { // with _SUCCESS
				t.Errorf("%s: archived %v", step, got)
			}
		}
	})
}

// A staged object of a streaming enricher that vanished is not passed over.
func TestStreamObjectGone(t *testing.T) {
	s := newShop(t, false)
	s.streaming("a.gz", "b.gz")
	good := s.store(s.config.AWS.S3.Buckets.Enriched.Good)
	x := s.executor(run.Options{})
	x.Watch = s.when(run.StepArchiveEnriched, func() {
		for info, err := range good.List(context.Background(), "run=") {
			if err != nil || !strings.HasSuffix(info.Key, "a.gz") {
				continue
			}
			if err := good.Delete(context.Background(), info.Key); err != nil {
				t.Error(err)
			}
		}
	})
	if _, err := x.Run(t.Context()); !errors.Is(err, store.ErrNotExist) || !strings.Contains(err.Error(), "a.gz") {
		t.Errorf("error %v", err)
	}
}
