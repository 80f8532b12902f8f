package shred_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/camonica/camonica/badrow"
	"github.com/camonica/camonica/iglu"
	"github.com/camonica/camonica/shred"
)

func TestCompleteRoundTrip(t *testing.T) {
	key := iglu.Key{Vendor: "com.acme", Name: "click", Format: "jsonschema", Version: iglu.Version{Model: 1}}
	bin := func(name string, columns ...string) *shred.Result {
		return &shred.Result{
			Stats: shred.Stats{Good: 2, Bad: 1, Entities: 3, First: "2014-05-29 18:16:35.000", Last: name},
			Types: []shred.TypeUse{{Key: key, Encoding: shred.EncodingTSV, Context: true}},
			Tables: []shred.TableParts{{Folder: "f", Schema: key.String(), Encoding: shred.EncodingTSV, Columns: columns,
				Parts: []shred.Part{{Name: name, Rows: 3, Columns: len(columns), Size: 10, SHA256: "ab"}}}},
		}
	}
	want := shred.Complete{Base: "s3://b/run=1/", Run: "1", Layout: shred.ModelTSV, GZIP: true,
		Started: time.Unix(100, 0).UTC(), Completed: time.Unix(200, 0).UTC(), Processor: badrow.Processor{Artifact: "camonica", Version: "1.0.0"}}
	want.Result.Merge(bin("part-00001", "a"))
	want.Result.Merge(bin("part-00000", "a", "b"))
	if table := want.Result.Tables[0]; len(want.Result.Tables) != 1 || table.Rows() != 6 || len(table.Columns) != 2 || table.Parts[0].Name != "part-00000" {
		t.Errorf("merged tables: %+v", want.Result.Tables)
	}
	b, err := json.Marshal(&want)
	if err != nil {
		t.Fatal(err)
	}
	var got shred.Complete
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("read back differently (-want +got):\n%s", d)
	}
}

func TestCompleteOfOthers(t *testing.T) {
	const doc = `{"schema":"iglu:com.snowplowanalytics.snowplow.storage.rdbloader/shredding_complete/jsonschema/1-0-1","data":{"base":"s3://b/run=1/",
		"types":[{"schemaKey":"iglu:com.acme/click/jsonschema/1-0-0","format":"TSV"}],"timestamps":{"jobStarted":"2021-01-01T00:00:00Z","jobCompleted":"2021-01-01T00:01:00Z","min":null,"max":null},
		"compression":"GZIP","processor":{"artifact":"snowplow-rdb-shredder","version":"0.19.0"},"count":{"good":5}}}`
	var c shred.Complete
	if err := json.Unmarshal([]byte(doc), &c); err != nil {
		t.Fatal(err)
	}
	if len(c.Result.Types) != 1 || c.Result.Types[0].Encoding != shred.EncodingTSV || c.Result.Stats.Good != 5 || !c.GZIP {
		t.Errorf("read %+v", c)
	}
	if err := json.Unmarshal([]byte(`{"schema":"iglu:com.acme/click/jsonschema/1-0-0","data":{}}`), &c); err == nil {
		t.Error("took another document")
	}
}

// FuzzComplete holds for every text: what is read as a document is written and
// read as the same.
func FuzzComplete(f *testing.F) {
	f.Add([]byte(`{"schema":"iglu:com.snowplowanalytics.snowplow.storage/shredding_complete/jsonschema/1-0-1","data":{"base":"s3://b/","types":[],"timestamps":{},"compression":"GZIP","processor":{}}}`))
	whole, err := json.Marshal(&shred.Complete{Run: "1", Base: "file:///b/", Layout: shred.ModelTSV, Result: shred.Result{
		Types: []shred.TypeUse{{Key: iglu.Key{Vendor: "com.acme", Name: "click", Format: "jsonschema", Version: iglu.Version{Model: 1}}, Encoding: shred.EncodingTSV, Event: true}},
	}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Fuzz(func(t *testing.T, b []byte) {
		var c, back shred.Complete
		if json.Unmarshal(b, &c) != nil {
			return
		}
		out, err := json.Marshal(&c)
		if err != nil {
			return // times that JSON can't hold
		}
		if err := json.Unmarshal(out, &back); err != nil || back.Base != c.Base || back.Run != c.Run || len(back.Result.Types) != len(c.Result.Types) {
			t.Errorf("%s became %s, %v", b, out, err)
		}
	})
}
