package run_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/camonica/camonica/config"
	"github.com/camonica/camonica/engine"
	"github.com/camonica/camonica/enrich/configured"
	"github.com/camonica/camonica/enrich/enrichtest"
	"github.com/camonica/camonica/enrich/settings"
	"github.com/camonica/camonica/keys"
	"github.com/camonica/camonica/run"
	"github.com/camonica/camonica/seal"
	"github.com/camonica/camonica/stage"
	"github.com/camonica/camonica/store"
	"github.com/camonica/camonica/store/sealed"
)

const piiJSON = `{"schema":"iglu:com.snowplowanalytics.snowplow.enrichments/pii_enrichment_config/jsonschema/2-0-1","data":{
"vendor":"com.snowplowanalytics.snowplow.enrichments","name":"pii_enrichment_config","enabled":true,"emitEvent":true,"parameters":{
"pii":[{"pojo":{"field":"user_ipaddress"}},{"pojo":{"field":"domain_userid"}}],"strategy":{"pseudonymize":{"hashFunction":"SHA-256","salt":"pepper"}}}}}`

// pseudonymous is an executor whose runs replace addresses and cookies.
func (s *shop) pseudonymous(o run.Options) *run.Executor {
	s.t.Helper()
	x := s.executor(o)
	set, err := configured.Load(context.Background(), configured.Options{Schemas: enrichtest.Schemas()}, []settings.Document{{File: "pii.json", Text: []byte(piiJSON)}})
	if err != nil {
		s.t.Fatal(err)
	}
	x.Enrichments = run.Enrichments{Documents: [][]byte{[]byte(piiJSON)}, Steps: set.Steps, Repeatable: true}
	return x
}

// feed configures a feed and returns its location.
func (s *shop) feed() config.Location {
	text := strings.Replace(fmt.Sprintf(shopYAML, s.dir, s.sealed, "r35"), "enrich: {", `enrich: {pii_feed: "file://`+s.dir+`/people", `, 1)
	s.config = configOf(s.t, text)
	return s.config.Enrich.PIIFeed
}

// feedLines opens what a run wrote into its feed.
func (s *shop) feedLines(l config.Location, id run.ID) []byte {
	s.t.Helper()
	st := s.store(l)
	if s.sealed {
		ring, _ := s.ring()
		st = sealed.New(st, sealed.Config{Kind: seal.Enriched, Ring: ring, Record: keys.PIIFeedRecordName})
	}
	var all []byte
	for info, err := range st.List(context.Background(), store.RunFolder(string(id))) {
		if err != nil {
			s.t.Fatal(err)
		}
		b, err := store.ReadAll(context.Background(), st, info.Key, 1<<20)
		if err != nil {
			s.t.Fatal(err)
		}
		if strings.HasSuffix(info.Key, ".zst") {
			z, err := zstd.NewReader(nil)
			if err != nil {
				s.t.Fatal(err)
			}
			if b, err = z.DecodeAll(b, nil); err != nil {
				s.t.Fatal(err)
			}
		}
		all = append(all, b...)
	}
	return all
}

// TestPIIFeed: a line for each good event that was changed, in objects that the
// run's own key does not open.
func TestPIIFeed(t *testing.T) {
	each(t, func(t *testing.T, isSealed bool) {
		s := newShop(t, isSealed)
		l := s.feed()
		s.fill(300, 4, logs...)
		m, err := s.pseudonymous(run.Options{}).Run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		lines := bytes.Split(bytes.TrimSuffix(s.feedLines(l, m.Run), []byte("\n")), []byte("\n"))
		good := m.Counts[engine.StageEnrich][engine.CountGood]
		if n := int64(len(lines)); n == 0 || n > good || n < good/2 {
			t.Fatalf("%d lines for %d events", n, good)
		}
		var e struct {
			Platform string `json:"platform"`
			Name     string `json:"event_name"`
			Unstruct struct {
				Data struct {
					Data struct {
						PII struct {
							Pojo []struct{ FieldName, OriginalValue, ModifiedValue string }
						}
					}
				}
			} `json:"unstruct_event"`
		}
		if err := json.Unmarshal(lines[0], &e); err != nil {
			t.Fatal(err)
		}
		changes := e.Unstruct.Data.Data.PII.Pojo
		if e.Platform != "srv" || e.Name != "pii_transformation" || len(changes) == 0 || len(changes[0].ModifiedValue) != 64 || changes[0].OriginalValue == "" {
			t.Errorf("line %s", lines[0])
		}
		rows := int64(0)
		for _, st := range m.Steps {
			for _, o := range st.Outputs {
				if o.Place == stage.PlacePIIFeed {
					rows += o.Rows
				}
			}
		}
		if rows != int64(len(lines)) {
			t.Errorf("the manifest tells of %d rows, want %d", rows, len(lines))
		}
		if !isSealed {
			return
		}
		for _, key := range s.keysOf(l) {
			if !strings.HasSuffix(key, seal.Suffix) {
				t.Errorf("%s is not sealed", key)
			}
		}
		ring, recs := s.ring()
		feed, err := ring.Sealing(t.Context(), keys.PIIFeedRecordName(string(m.Run)))
		if err != nil {
			t.Fatal(err)
		}
		if own, err := ring.Sealing(t.Context(), keys.RecordName(string(m.Run))); err != nil || own.ID() == feed.ID() {
			t.Errorf("the feed has the key of the run, %v", err)
		}
		// Shredding the feed's key leaves the run's.
		if _, err := recs.Shred(t.Context(), keys.PIIFeedRecordName(string(m.Run))); err != nil {
			t.Fatal(err)
		}
		ring, _ = s.ring()
		st := sealed.New(s.store(l), sealed.Config{Kind: seal.Enriched, Ring: ring})
		for info, err := range st.List(t.Context(), "") {
			if err != nil {
				t.Fatal(err)
			}
			var gone *keys.KeyError
			if _, err := store.ReadAll(t.Context(), st, info.Key, 1<<20); !errors.As(err, &gone) {
				t.Errorf("%s can be read without its key: %v", info.Key, err)
			}
		}
	})
}

// TestNoPIIFeed: without a location nothing is told, as in R108's batch job.
func TestNoPIIFeed(t *testing.T) {
	s := newShop(t, true)
	s.fill(50, 4, logs[0])
	m, err := s.pseudonymous(run.Options{}).Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, recs := s.ring()
	if _, err := recs.Latest(t.Context(), keys.PIIFeedRecordName(string(m.Run))); !errors.Is(err, keys.ErrNoRecord) {
		t.Errorf("a key of a feed that is not there: %v", err)
	}
}
