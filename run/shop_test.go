package run_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"

	"github.com/camonica/camonica/config"
	"github.com/camonica/camonica/demo"
	"github.com/camonica/camonica/engine/local"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/iglu/resolver"
	"github.com/camonica/camonica/keys"
	"github.com/camonica/camonica/keys/records"
	"github.com/camonica/camonica/load/duckdb"
	"github.com/camonica/camonica/run"
	"github.com/camonica/camonica/seal"
	"github.com/camonica/camonica/store"
	"github.com/camonica/camonica/store/file"
	"github.com/camonica/camonica/store/mem"
	"github.com/camonica/camonica/store/sealed"
)

// A shop is a pipeline whose objects are in memory; only its locks and, without
// encryption, its warehouse are files.
type shop struct {
	t      *testing.T
	dir    string
	config *config.Config
	sealed bool

	root   store.Store                   // every location is a folder of it
	files  bool                          // every location is a folder of the machine instead
	wrap   func(store.Store) store.Store // what runs see of a store
	second int                           // of the clock
	kek    keys.Provider
}

// yaml of a shop: dir, encrypted, layout, more.
const shopYAML = `
aws:
  s3:
    buckets:
      log: file://%[1]s/log
      encrypted: %[2]t
      raw: {in: ["file://%[1]s/in/a", "file://%[1]s/in/b"], processing: "file://%[1]s/processing", archive: "file://%[1]s/archive"}
      enriched: {good: "file://%[1]s/e/good", bad: "file://%[1]s/e/bad", archive: "file://%[1]s/e/archive"}
      shredded: {good: "file://%[1]s/s/good", bad: "file://%[1]s/s/bad", archive: "file://%[1]s/s/archive"}
collectors: {format: clj-tomcat}
enrich: {output_compression: NONE}
storage: {versions: {rdb_loader: "0.14.0", rdb_shredder: "0.13.1", hadoop_elasticsearch: "0.1.0"}, shredded_layout: %[3]s}
monitoring: {tags: {}, logging: {level: INFO}}
engine: {workers: 2}
encryption: {local: {provider: file, key_file: /kek}}
`

const resolverJSON = `{"schema":"iglu:com.snowplowanalytics.iglu/resolver-config/jsonschema/1-0-1","data":{"cacheSize":500,"repositories":[` +
	`{"name":"Iglu Central","priority":0,"vendorPrefixes":["com.snowplowanalytics"],"connection":{"http":{"uri":"https://iglucentral.com"}}}]}}`

func newShop(t *testing.T, sealed bool) *shop {
	t.Helper()
	s := &shop{t: t, dir: t.TempDir(), sealed: sealed, root: mem.New(), wrap: func(s store.Store) store.Store { return s }}
	s.configure("r35")
	file := filepath.Join(s.dir, "kek")
	if err := keys.NewFile(file); err != nil {
		t.Fatal(err)
	}
	kek, err := keys.OpenFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s.kek = kek
	return s
}

func (s *shop) configure(layout string) {
	s.config = configOf(s.t, fmt.Sprintf(shopYAML, s.dir, s.sealed, layout))
}

func (s *shop) store(l config.Location) store.Store {
	if s.files {
		st, err := file.New(l.Prefix)
		if err != nil {
			s.t.Fatal(err)
		}
		return st
	}
	return store.Sub(s.root, strings.TrimPrefix(l.Prefix, "/"))
}

func (s *shop) open(_ context.Context, l store.Location) (store.Store, error) {
	return s.wrap(s.store(config.Location{Prefix: l.Prefix})), nil
}

// now is a clock that goes on by a second with every executor.
func (s *shop) now() time.Time { return start.Add(time.Duration(s.second) * time.Second) }

// warehouse is the target document of a warehouse in the folder of that name.
func (s *shop) warehouse(name string) config.Target {
	text, err := json.Marshal(map[string]any{
		"schema": "iglu:com.camonica/duckdb_config/jsonschema/1-0-0",
		"data":   map[string]any{"name": name, "purpose": config.EnrichedEvents, "location": "file://" + s.dir + "/" + name},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	d, err := config.ParseTarget(text, name+".json")
	if err != nil {
		s.t.Fatal(err)
	}
	return *d
}

// executor does runs into the given warehouses, by default "warehouse".
func (s *shop) executor(o run.Options, warehouses ...string) *run.Executor {
	s.t.Helper()
	s.second++
	if err := o.Check(s.config); err != nil {
		s.t.Fatal(err)
	}
	if warehouses == nil {
		warehouses = []string{"warehouse"}
	}
	x := &run.Executor{
		Config: s.config, Options: &o, Openers: store.Openers{"file": s.open}, Engine: local.Engine{}, Workers: 2,
		Build: "test", Zone: time.UTC, Now: s.now, Enrichments: run.Enrichments{Repeatable: true},
		ResolverDocument: []byte(resolverJSON),
		ResolverOptions:  resolver.Options{Central: resolver.EmbeddedOnly},
	}
	for _, name := range warehouses {
		x.Targets = append(x.Targets, s.warehouse(name))
	}
	var err error
	if x.Resolver, err = iglu.ParseResolver([]byte(resolverJSON), os.LookupEnv); err != nil {
		s.t.Fatal(err)
	}
	if s.sealed {
		x.Ring, x.Records = s.ring()
	}
	return x
}

func (s *shop) ring() (*keys.Ring, *records.Records) {
	recs := records.New(s.wrap(s.store(s.config.KeyStore())))
	return keys.NewRing(recs, s.kek), recs
}

// fill puts raw objects with n events each into raw.in.
func (s *shop) fill(n int, seed uint64, objects ...string) {
	s.t.Helper()
	for i, key := range objects {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		if _, err := demo.Generate(z, demo.Options{Events: n, Seed: seed, Part: i, Format: "clj-tomcat"}); err != nil {
			s.t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			s.t.Fatal(err)
		}
		s.put(s.in(i%2), key, b.Bytes())
	}
}

func (s *shop) in(i int) store.Store { return s.store(s.config.AWS.S3.Buckets.Raw.In[i]) }

func (s *shop) put(st store.Store, key string, b []byte) {
	s.t.Helper()
	if _, err := store.PutBytes(context.Background(), st, key, b); err != nil {
		s.t.Fatal(err)
	}
}

var logs = []string{"i-1/localhost_access_log.a.txt.gz", "i-1/localhost_access_log.b.txt.gz", "localhost_access_log.c.txt.gz"}

// run does a run that must end well.
func (s *shop) run(o run.Options, warehouses ...string) *run.Manifest {
	s.t.Helper()
	m, err := s.executor(o, warehouses...).Run(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	if m == nil || m.Ended.IsZero() {
		s.t.Fatalf("the run has not ended: %+v", m)
	}
	return m
}

// keysOf lists the objects below a location as they lie there.
func (s *shop) keysOf(l config.Location) []string {
	s.t.Helper()
	var all []string
	for i, err := range s.store(l).List(context.Background(), "") {
		if err != nil {
			s.t.Fatal(err)
		}
		all = append(all, i.Key)
	}
	return all
}

// rows is the whole content of a warehouse, sorted; etl_tstamp, which is the
// run's, and the times of failures left out.
func (s *shop) rows(name string) []string {
	s.t.Helper()
	db := s.database(name)
	defer db.Close()
	tables, err := db.Tables(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	var all []string
	for _, table := range tables {
		var columns []string
		for _, c := range table.Columns {
			if c.Name != "etl_tstamp" && c.Name != "failure_tstamp" && c.Name != "source_object" {
				columns = append(columns, fmt.Sprintf("coalesce(%q::text, '-')", c.Name))
			}
		}
		if strings.Contains(table.Name, "manifest") {
			continue
		}
		q := fmt.Sprintf("SELECT concat_ws('|', '%[1]s', %[2]s) FROM atomic.%[1]q", table.Name, strings.Join(columns, ", "))
		r, err := db.Query(s.t.Context(), q)
		if err != nil {
			s.t.Fatalf("%s: %v", table.Name, err)
		}
		for r.Next() {
			var line string
			if err := r.Scan(&line); err != nil {
				s.t.Fatal(err)
			}
			all = append(all, line)
		}
		if err := r.Err(); err != nil {
			s.t.Fatal(err)
		}
		r.Close()
	}
	slices.Sort(all)
	return all
}

func (s *shop) database(name string) *duckdb.DB {
	s.t.Helper()
	if !s.sealed {
		db, err := duckdb.OpenFile(s.t.Context(), filepath.Join(s.dir, name, store.WarehouseName), duckdb.Options{Threads: 1})
		if err != nil {
			s.t.Fatal(err)
		}
		return db
	}
	ring, _ := s.ring()
	st := sealed.New(s.store(config.Location{Prefix: s.dir + "/" + name + "/"}), sealed.Config{Kind: seal.Warehouse, Ring: ring})
	db, err := duckdb.OpenSegments(s.t.Context(), st, duckdb.Options{Threads: 1})
	if err != nil {
		s.t.Fatal(err)
	}
	return db
}

// each runs a test with and without encryption.
func each(t *testing.T, f func(t *testing.T, sealed bool)) {
	t.Run("sealed", func(t *testing.T) { f(t, true) })
	t.Run("plain", func(t *testing.T) { f(t, false) })
}
