//go:build integration

package integration

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/camonica/camonica/keys"
	"github.com/camonica/camonica/keys/records"
	"github.com/camonica/camonica/load/loadtest"
	"github.com/camonica/camonica/seal"
	"github.com/camonica/camonica/store"
	"github.com/camonica/camonica/store/file"
	"github.com/camonica/camonica/store/sealed"
)

const pseudonyms = `{"schema":"iglu:com.snowplowanalytics.snowplow.enrichments/pii_enrichment_config/jsonschema/2-0-1","data":{
"vendor":"com.snowplowanalytics.snowplow.enrichments","name":"pii_enrichment_config","enabled":true,"emitEvent":true,"parameters":{
"pii":[{"pojo":{"field":"user_ipaddress"}},{"pojo":{"field":"domain_userid"}}],"strategy":{"pseudonymize":{"hashFunction":"SHA-256","salt":"pepper"}}}}}`

// feeding makes the workspace one whose runs tell what they replace.
func (s *shop) feeding() {
	s.t.Helper()
	s.write("enrichments/pii.json", []byte(pseudonyms))
	config := string(s.read("config.yml"))
	changed := strings.Replace(config, "\nenrich:\n", "\nenrich:\n  pii_feed: file://"+s.path("data/people")+"\n", 1)
	if changed == config {
		s.t.Fatal("the configuration has no section enrich")
	}
	s.write("config.yml", []byte(changed))
}

// feed is what all runs told, by line, sorted; the times of the run are left out.
func (s *shop) feed() (lines []string) {
	s.t.Helper()
	ctx := context.Background()
	open := func(folder string) store.Store {
		st, err := file.New(s.path(folder))
		if err != nil {
			s.t.Fatal(err)
		}
		s.t.Cleanup(func() { st.Close() })
		return st
	}
	people := open("data/people")
	if s.sealed {
		kek, err := keys.OpenFile(s.path("keys/kek"))
		if err != nil {
			s.t.Fatal(err)
		}
		ring := keys.NewRing(records.New(open("data/log/camonica/keys")), kek)
		people = sealed.New(people, sealed.Config{Kind: seal.Enriched, Ring: ring, Record: keys.PIIFeedRecordName})
	}
	for info, err := range people.List(ctx, "") {
		if err != nil {
			s.t.Fatal(err)
		}
		text, err := store.ReadAll(ctx, people, info.Key, 1<<30)
		if err == nil && path.Ext(info.Key) == ".zst" {
			var z *zstd.Decoder
			if z, err = zstd.NewReader(bytes.NewReader(text)); err == nil {
				text, err = io.ReadAll(z)
				z.Close()
			}
		}
		if err != nil {
			s.t.Fatalf("%s: %v", info.Key, err)
		}
		for line := range bytes.Lines(text) {
			var e map[string]json.RawMessage
			if err := json.Unmarshal(line, &e); err != nil {
				s.t.Fatalf("%s: %v", info.Key, err)
			}
			for _, name := range []string{"etl_tstamp", "collector_tstamp", "derived_tstamp"} {
				delete(e, name)
			}
			b, err := json.Marshal(e)
			if err != nil {
				s.t.Fatal(err)
			}
			lines = append(lines, string(b))
		}
	}
	slices.Sort(lines)
	return lines
}

// A feed tells each change once, however often its run was killed on the way.
func TestKillWithFeed(t *testing.T) {
	const events, objects = 4000, 7
	modes(t, func(t *testing.T, sealed bool) {
		prepare := func() *shop {
			s := newShop(t, sealed)
			s.feeding()
			s.fill(events, objects)
			return s
		}
		calm := prepare()
		began := time.Now()
		calm.must()
		took := time.Since(began)
		feed, rows := calm.feed(), calm.rows()
		if len(feed) < events/2 {
			t.Fatalf("%d lines", len(feed))
		}
		check := func(s *shop, what string) {
			t.Helper()
			if code := s.run(); code != 0 && code != 3 {
				t.Errorf("%s: then exit %d: %s", what, code, s.stderr.String())
				return
			}
			loadtest.Same(t, "feed, "+what, s.feed(), feed)
			loadtest.Same(t, what, s.rows(), rows)
			for _, name := range s.files("data") {
				if strings.Contains(name, ".tmp-") {
					t.Errorf("%s: left over: %s", what, name)
				}
			}
		}
		for _, at := range []string{
			"data/people/run=*/.tmp-*", // a part of the feed is being written
			"data/people/run=*/part-*", // it is whole, its bin is not
			"data/log/camonica/run=*/.work/enrich/done/*",
			"data/log/camonica/run=*/.work/shred/stage.json*",
		} {
			s := prepare()
			s.until(at)
			check(s, "killed at "+at)
		}
		const kills = 6
		for i := range kills {
			s := prepare()
			after := took * time.Duration(i+1) / (kills + 1)
			c := s.command(s.runArgs()...)
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			time.AfterFunc(after, func() { _ = c.Process.Kill() })
			_ = c.Wait() // killed, or done before
			check(s, fmt.Sprintf("killed after %s of %s", after.Round(time.Millisecond), took.Round(time.Millisecond)))
		}
	})
}
