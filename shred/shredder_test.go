package shred_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/event"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/shred"
	"github.com/camonica/camonica/shred/dedupe"
)

// schemas is a registry in memory, by URI.
type schemas map[string]*iglu.Schema

func (s schemas) ByURI(_ context.Context, uri string) (*iglu.Schema, error) {
	if c, ok := s[uri]; ok {
		return c, nil
	}
	k, err := iglu.ParseKey(uri)
	if err != nil {
		return nil, err
	}
	if k.Vendor == "down" {
		return nil, errOutage
	}
	return nil, &iglu.ResolutionError{Key: k}
}

var errOutage = errors.New("registry does not answer")

func (s schemas) Versions(_ context.Context, k iglu.Key) ([]iglu.Version, error) {
	var out []iglu.Version
	for _, c := range s {
		o := c.Key()
		if o.Vendor == k.Vendor && o.Name == k.Name && o.Version.Model == k.Version.Model && o.Version.Compare(k.Version) <= 0 {
			out = append(out, o.Version)
		}
	}
	slices.SortFunc(out, iglu.Version.Compare)
	return out, nil
}

func registry(tb testing.TB) schemas {
	s := schemas{}
	for uri, text := range map[string]string{
		"iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-0":       `{"type":"array","minItems":1}`,
		"iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-1":       `{"type":"array"}`,
		"iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0": `{"type":"object"}`,
		"iglu:com.acme/click/jsonschema/1-0-0": `{"type":"object","properties":{"targetUrl":{"type":"string"},"elementId":{"type":"string"},
			"elementClasses":{"type":"array","items":{"type":"string"}},"elementTarget":{"type":["string","null"]},"x":{"type":"integer"},"y":{"type":"number"},
			"nested":{"type":"object","properties":{"a":{"type":"number"},"b":{"type":"boolean"}}}},"required":["targetUrl"],"additionalProperties":false}`,
		"iglu:com.acme/click/jsonschema/1-0-1": `{"type":"object","properties":{"targetUrl":{"type":"string"},"extra":{"type":"string"}}}`,
	} {
		k, err := iglu.ParseKey(uri)
		if err != nil {
			tb.Fatal(err)
		}
		if s[uri], err = iglu.Compile(k, []byte(text)); err != nil {
			tb.Fatal(err)
		}
	}
	return s
}

// sink keeps what a Shredder writes.
type sink struct {
	opened []shred.TableInfo
	rows   []string
	bad    []badrow.Row
	count  int
	quiet  bool
}

type table struct {
	s *sink
	n int
}

func (s *sink) Open(t shred.TableInfo) (shred.Table, error) {
	s.opened = append(s.opened, t)
	return table{s, len(s.opened) - 1}, nil
}

func (s *sink) Bad(r *badrow.Row) error {
	if !json.Valid(r.Append(nil)) {
		return errors.New("failed event is no JSON")
	}
	s.bad = append(s.bad, *r)
	return nil
}

func (t table) Row(line []byte) error {
	t.s.count++
	if !t.s.quiet {
		t.s.rows = append(t.s.rows, t.s.opened[t.n].Folder+" "+string(line))
	}
	return nil
}

const (
	eventID = "2b1b25a4-c0df-4859-8201-cf21492ad61b"
	click   = `{"schema":"iglu:com.acme/click/jsonschema/1-0-0","data":{"targetUrl":"http://a/?b=c\td","elementId":"id-4711","elementClasses":["next","last"],"elementTarget":null,"x":17,"y":-4.0,"nested":{"a":1.50,"b":true}}}`
)

func contexts(entities ...string) string {
	return `{"schema":"iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-0","data":[` + strings.Join(entities, ",") + `]}`
}

func tsv(columns map[event.Column]string) []byte {
	f := make([]string, event.Count)
	f[event.EventID], f[event.ETLTstamp], f[event.CollectorTstamp] = eventID, "2014-06-01 14:04:11.639", "2014-05-29 18:16:35.000"
	for c, v := range columns {
		f[c] = v
	}
	return []byte(strings.Join(f, "\t"))
}

func shredder(tb testing.TB, o shred.Options, out shred.Output) *shred.Shredder {
	tb.Helper()
	if o.Schemas == nil {
		o.Schemas = registry(tb)
	}
	if o.Layout == "" {
		o.Layout = shred.ModelTSV
	}
	s, err := shred.New(o, out)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

func TestTabularEscapes(t *testing.T) {
	f := func(e shred.Escape, want string) {
		t.Helper()
		out := &sink{}
		s := shredder(t, shred.Options{Formats: shred.Formats{Tabular: true}, Escape: e, Validate: true}, out)
		if err := s.Shred(context.Background(), tsv(map[event.Column]string{event.Contexts: contexts(click)}), 0, dedupe.Keep); err != nil {
			t.Fatal(err)
		}
		if len(out.bad) > 0 {
			t.Fatalf("failed event: %s", out.bad[0].Append(nil))
		}
		want = "vendor=com.acme/name=click/format=tsv/model=1 com.acme\tclick\tjsonschema\t1-0-0\t" + eventID +
			"\t2014-05-29 18:16:35.000\tevents\t[\"events\",\"click\"]\tevents\t" + want
		if got := out.rows[1]; got != want {
			t.Errorf("row\n%q, want\n%q", got, want)
		}
	}
	f(shred.Spaces, "http://a/?b=c d\t[\"next\",\"last\"]\tid-4711\t\\N\t1.50\t1\t17\t-4.0")
	f(shred.Copy, `http://a/?b=c\td`+"\t[\"next\",\"last\"]\tid-4711\t\\N\t1.50\t1\t17\t-4.0")
}

func TestNewerVersionReopensTable(t *testing.T) {
	out := &sink{}
	s := shredder(t, shred.Options{Formats: shred.Formats{Tabular: true}}, out)
	newer := `{"schema":"iglu:com.acme/click/jsonschema/1-0-1","data":{"extra":"e"}}`
	for _, c := range []string{click, newer, click} {
		if err := s.Shred(context.Background(), tsv(map[event.Column]string{event.Contexts: contexts(c)}), 0, dedupe.Keep); err != nil {
			t.Fatal(err)
		}
	}
	var columns []int
	for _, o := range out.opened {
		columns = append(columns, len(o.Columns))
	}
	if !slices.Equal(columns, []int{0, 8, 9}) {
		t.Errorf("tables opened with %v columns", columns)
	}
	if !slices.Equal(out.opened[1].Columns, out.opened[2].Columns[:8]) {
		t.Errorf("columns %q do not start with %q", out.opened[2].Columns, out.opened[1].Columns)
	}
	if !strings.HasSuffix(out.rows[5], "\t-4.0\t\\N") {
		t.Errorf("row of the older version after the newer: %q", out.rows[5])
	}
}

func TestStripsWhatDatabasesRefuse(t *testing.T) {
	out := &sink{}
	s := shredder(t, shred.Options{Layout: shred.JSON}, out)
	dirty := strings.Replace(click, "id-4711", `a\u0000b\\u0000`, 1)
	line := tsv(map[event.Column]string{event.PageTitle: "x\x00y\xffz", event.Contexts: contexts(dirty)})
	if err := s.Shred(context.Background(), line, 0, dedupe.Keep); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.rows[0], "\txy\uFFFDz\t") {
		t.Errorf("atomic row %q", out.rows[0])
	}
	if !strings.Contains(out.rows[1], `"elementId":"ab\\u0000"`) {
		t.Errorf("entity row %q", out.rows[1])
	}
}

func TestFailedEvents(t *testing.T) {
	f := func(family badrow.Family, messages int, line []byte) {
		t.Helper()
		out := &sink{}
		s := shredder(t, shred.Options{Validate: true, Processor: badrow.Processor{Artifact: "camonica", Version: "1.0.0"}}, out)
		if err := s.Shred(context.Background(), line, 0, dedupe.Keep); err != nil {
			t.Fatal(err)
		}
		if len(out.bad) != 1 || len(out.rows) != 0 {
			t.Fatalf("%d failed events and %d rows", len(out.bad), len(out.rows))
		}
		if r := out.bad[0]; r.Family != family || len(r.Messages) != messages {
			t.Errorf("%s with %d messages, want %s with %d: %s", r.Family, len(r.Messages), family, messages, r.Append(nil))
		}
		if st := s.Stats(); st.Bad != 1 || st.Good != 0 {
			t.Errorf("stats %+v", st)
		}
	}
	f(badrow.LoaderParsing, 1, nil)
	f(badrow.LoaderParsing, 1, []byte("a\tb"))
	f(badrow.LoaderParsing, 3, tsv(map[event.Column]string{event.EventID: "X", event.ETLTstamp: "", event.CollectorTstamp: "2014-02-30 00:00:00.000"}))
	f(badrow.LoaderParsing, 1, tsv(map[event.Column]string{event.Contexts: "{"}))
	f(badrow.LoaderParsing, 1, tsv(map[event.Column]string{event.Contexts: contexts(`{"schema":"no uri","data":{}}`)}))
	f(badrow.LoaderIglu, 1, tsv(map[event.Column]string{event.Contexts: contexts(`{"schema":"iglu:com.acme/unknown/jsonschema/1-0-0","data":{}}`)}))
	f(badrow.LoaderIglu, 2, tsv(map[event.Column]string{
		event.Contexts:        contexts(strings.Replace(click, "17", `"x"`, 1)),
		event.DerivedContexts: contexts(`{"schema":"iglu:com.acme/click/jsonschema/1-0-0","data":{"what":1,"targetUrl":""}}`),
	}))
}

func TestOutageIsNoFailedEvent(t *testing.T) {
	out := &sink{}
	s := shredder(t, shred.Options{}, out)
	line := tsv(map[event.Column]string{event.Contexts: contexts(`{"schema":"iglu:down/x/jsonschema/1-0-0","data":{}}`)})
	if err := s.Shred(context.Background(), line, 0, dedupe.Keep); !errors.Is(err, errOutage) {
		t.Errorf("Shred = %v, want the outage", err)
	}
	if len(out.rows)+len(out.bad) > 0 {
		t.Errorf("wrote %d rows and %d failed events", len(out.rows), len(out.bad))
	}
}

func TestOldLines(t *testing.T) {
	for _, n := range []int{108, 122, 123, 124, 130, 131, 133} {
		out := &sink{}
		s := shredder(t, shred.Options{Layout: shred.JSON}, out)
		fields := strings.Split(string(tsv(nil)), "\t")
		for len(fields) < n {
			fields = append(fields, "more")
		}
		fields = fields[:n]
		if n > int(event.DerivedContexts) {
			fields[event.DerivedContexts] = contexts(click)
		}
		if err := s.Shred(context.Background(), []byte(strings.Join(fields, "\t")), 0, dedupe.Keep); err != nil {
			t.Fatal(err)
		}
		if got, want := strings.Count(out.rows[0], "\t"), 127+max(0, n-131); got != want {
			t.Errorf("%d fields: atomic row has %d tabs, want %d", n, got, want)
		}
	}
}

func FuzzShred(f *testing.F) {
	f.Add(tsv(map[event.Column]string{event.Contexts: contexts(click)}))
	f.Add([]byte("a\tb"))
	set := registry(f)
	f.Fuzz(func(t *testing.T, line []byte) {
		for _, layout := range []shred.Layout{shred.JSON, shred.ModelTSV} {
			out := &sink{}
			s := shredder(t, shred.Options{Schemas: set, Layout: layout, Formats: shred.Formats{Tabular: layout == shred.ModelTSV}, Cut: true, Validate: true}, out)
			if err := s.Shred(context.Background(), line, 0, dedupe.NewID); err != nil && !errors.Is(err, errOutage) {
				t.Fatal(err)
			}
			for _, r := range out.rows {
				if strings.ContainsRune(r, 0) {
					t.Fatalf("row with U+0000: %q", r)
				}
			}
		}
	})
}

func BenchmarkShred(b *testing.B) {
	f := func(name string, o shred.Options) {
		b.Run(name, func(b *testing.B) {
			out := &sink{quiet: true}
			s := shredder(b, o, out)
			line := tsv(map[event.Column]string{
				event.UserAgent: "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_9_3) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/35.0.1916.114 Safari/537.36",
				event.PageURL:   "http://snowplowanalytics.com/blog/2014/05/29/some-title", event.BRName: "Chrome", event.GeoCity: "Holland",
				event.UnstructEvent: `{"schema":"iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0","data":` + click + `}`,
				event.Contexts:      contexts(click), event.DerivedContexts: contexts(click),
			})
			b.SetBytes(int64(len(line)))
			b.ReportAllocs()
			for b.Loop() {
				if err := s.Shred(context.Background(), line, 0, dedupe.Keep); err != nil {
					b.Fatal(err)
				}
			}
			if len(out.bad) > 0 {
				b.Fatalf("failed event: %s", out.bad[0].Append(nil))
			}
		})
	}
	f("json", shred.Options{Layout: shred.JSON, Cut: true})
	f("json/validate", shred.Options{Layout: shred.JSON, Cut: true, Validate: true})
	f("tabular", shred.Options{Formats: shred.Formats{Tabular: true}})
	f("tabular/validate", shred.Options{Formats: shred.Formats{Tabular: true}, Validate: true})
}
