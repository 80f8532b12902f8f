package filter_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/filter"
	"github.com/camonica/camonica/payload/lzop"
)

func TestEnrichIsTheSameForAnyNumberOfWorkers(t *testing.T) {
	log := sample(t, 2000)
	half := bytes.IndexByte(log[len(log)/2:], '\n') + len(log)/2 + 1
	var want []string
	for _, workers := range []int{1, 2, 7} {
		var good, bad bytes.Buffer
		r, err := filter.Enrich(context.Background(), []filter.Input{input("a", log[:half]), input("b", log[half:])}, options(t, workers), &good, &bad)
		if err != nil {
			t.Fatal(err)
		}
		if r.In != r.Good+r.Failed+r.Skipped || r.Good == 0 || r.Failed == 0 {
			t.Errorf("counts %+v", r.Counts)
		}
		if n := int64(bytes.Count(good.Bytes(), []byte("\n"))); n != r.Good {
			t.Errorf("%d events, counted %d", n, r.Good)
		}
		if n := int64(bytes.Count(bad.Bytes(), []byte("\n"))); n != r.Failed {
			t.Errorf("%d failed events, counted %d", n, r.Failed)
		}
		total := int64(0)
		for _, f := range r.Failures() {
			total += f.Count
		}
		if total != r.Failed {
			t.Errorf("reasons for %d failed events of %d", total, r.Failed)
		}
		got := []string{good.String(), bad.String()}
		if want == nil {
			want = got
		}
		if got[0] != want[0] || got[1] != want[1] {
			t.Errorf("%d workers: other output", workers)
		}
	}
	etl, collected := column(want[0], 2), column(want[0], 3)
	if etl != collected {
		t.Errorf("etl_tstamp %s, want the first record's time %s", etl, collected)
	}
}

func TestEnrichForms(t *testing.T) {
	log := sample(t, 300)
	var good, bad bytes.Buffer
	o := options(t, 1)
	o.JSON, o.R108, o.Enrich.Time = true, true, 1_800_000_000_000
	if _, err := filter.Enrich(context.Background(), []filter.Input{input("a", log)}, o, &good, &bad); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(good.String(), `{"app_id":`) || !strings.Contains(good.String(), `"etl_tstamp":"2027-01-15T08:00:00.000Z"`) {
		t.Errorf("events: %.200s", good.String())
	}
	if line, _, _ := strings.Cut(bad.String(), "\n"); !strings.HasPrefix(line, `{"line":`) {
		t.Errorf("failed events: %.100s", line)
	}
}

func TestEnrichDamagedAndOverlong(t *testing.T) {
	log := sample(t, 100)
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write(log); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	var bad bytes.Buffer
	o := options(t, 2)
	o.Limits.Record = 2000
	r, err := filter.Enrich(context.Background(), []filter.Input{input("cut", packed.Bytes()[:packed.Len()/2]), input("whole", log)}, o, io.Discard, &bad)
	if err != nil {
		t.Fatal(err)
	}
	families := map[badrow.Family]bool{}
	for _, f := range r.Failures() {
		families[f.Family] = true
	}
	if r.Good == 0 || !families[badrow.SizeViolation] {
		t.Errorf("counts %+v, families %v", r.Counts, families)
	}
	if !strings.Contains(bad.String(), "cut off") {
		t.Error("nothing tells of the object that is cut off")
	}
}

// bzippedZeros is 64 MiB of zeros as bzip2 writes them; Go has no writer.
const bzippedZeros = "QlpoOTFBWSZTWQ4J4t8BX45AAMAAAAggADCATUZCoCWpCoCXMUFZJlNZvAS1wwCidcAAwAAACCAAIKQINjKKiE0qKiE4u5IpwoSFALuD6A=="

// TestEnrichBombs holds for each compression: what decompresses to more than the
// limit is one failed event that names the object.
func TestEnrichBombs(t *testing.T) {
	bz, err := base64.StdEncoding.DecodeString(bzippedZeros)
	if err != nil {
		t.Fatal(err)
	}
	packed := func(z io.WriteCloser, b *bytes.Buffer) []byte {
		if _, err := z.Write(make([]byte, 4<<20)); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	var gz, zst, lzo bytes.Buffer
	enc, err := zstd.NewWriter(&zst)
	if err != nil {
		t.Fatal(err)
	}
	o := options(t, 1)
	o.Limits.Record, o.Limits.Decompressed = 1<<10, 1<<20
	for name, object := range map[string][]byte{
		"gzip": packed(gzip.NewWriter(&gz), &gz), "zstd": packed(enc, &zst), "lzop": packed(lzop.NewWriter(&lzo), &lzo), "bzip2": bz,
	} {
		var bad bytes.Buffer
		inputs := []filter.Input{input("logs/"+name+"-bomb", object), input("good", sample(t, 10))}
		r, err := filter.Enrich(context.Background(), inputs, o, io.Discard, &bad)
		want := "logs/" + name + "-bomb: container: " + name + " object is too large"
		if err != nil || r.Good == 0 || !strings.Contains(bad.String(), want) {
			t.Errorf("%s: %+v, %v; failed events %.300q", name, r.Counts, err, bad.String())
		}
	}
}

func TestEnrichNothing(t *testing.T) {
	r, err := filter.Enrich(context.Background(), []filter.Input{input("empty", nil)}, options(t, 2), io.Discard, nil)
	if err != nil || r.In != 0 {
		t.Errorf("%+v, %v", r, err)
	}
}

// brokenWriter fails after some bytes.
type brokenWriter struct{ left int }

var errFull = errors.New("disk full")

func (b *brokenWriter) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestEnrichErrors(t *testing.T) {
	log := sample(t, 3000)
	_, err := filter.Enrich(context.Background(), []filter.Input{input("a", log)}, options(t, 2), &brokenWriter{left: 1000}, nil)
	if !errors.Is(err, errFull) {
		t.Errorf("writing: %v", err)
	}
	gone := filter.Input{Name: "gone", Open: func() (io.ReadCloser, error) { return nil, io.ErrNoProgress }}
	if _, err := filter.Enrich(context.Background(), []filter.Input{gone}, options(t, 2), io.Discard, nil); !errors.Is(err, io.ErrNoProgress) {
		t.Errorf("opening: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := filter.Enrich(ctx, []filter.Input{input("a", log)}, options(t, 2), io.Discard, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
