package store_test

import (
	"testing"

	"github.com/camonica/camonica/store"
)

// The table of docs/architecture.md, row by row.
func TestLayout(t *testing.T) {
	const run = "2018-07-23-13-00-05"
	f := func(got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("key %q, want %q", got, want)
		}
		if err := store.CheckKey(got); err != nil {
			t.Error(err)
		}
	}
	f(store.LockKey(), "camonica/lock")
	f(store.KeysFolder()+"x", "camonica/keys/x")
	f(store.WorkManifestKey(run, 1), "camonica/run=2018-07-23-13-00-05/.work/manifest-0001.json")
	f(store.ManifestKey(run), "camonica/run=2018-07-23-13-00-05/manifest.json")
	f(store.SchemaAnswerKey(run, "com.acme", "ad_click", "jsonschema", "1-0-0"),
		"camonica/run=2018-07-23-13-00-05/.work/schemas/com.acme/ad_click/jsonschema/1-0-0")
	f(store.SchemaLockKey(run), "camonica/run=2018-07-23-13-00-05/schemas.lock.json")
	f(store.SchemaBytesKey("00ff"), "camonica/schemas/sha256/00ff")
	f(store.BinKey(run, "enrich", 17), "camonica/run=2018-07-23-13-00-05/.work/enrich/bin-00017.json")
	f(store.StageKey(run, "enrich"), "camonica/run=2018-07-23-13-00-05/.work/enrich/stage.json")
	f(store.DoneKey(run, "shred", 17), "camonica/run=2018-07-23-13-00-05/.work/shred/done/00017.json")
	f(store.FailedKey(run, "shred", 17), "camonica/run=2018-07-23-13-00-05/.work/shred/failed/00017.json")
	f(store.DedupeKeysKey(run, 3), "camonica/run=2018-07-23-13-00-05/.work/keys/part-00003")
	f(store.VerdictsKey(run, 3), "camonica/run=2018-07-23-13-00-05/.work/verdicts/part-00003")
	f(store.StagedName(0, "i-1/_var_log_rotated.txt1531.gz"), "3f95d883-var_log_rotated.txt1531.gz")
	f(store.ArchivedRawKey(run, "0123abcd-a.gz"), "run=2018-07-23-13-00-05/0123abcd-a.gz")
	f(store.PartKey(run, "", 0, 0, ""), "run=2018-07-23-13-00-05/part-00000")
	f(store.PartKey(run, "", 1, 0, ".gz"), "run=2018-07-23-13-00-05/part-00001.gz")
	f(store.PartKey(run, "schema_violations/", 2, 0, ".zst"), "run=2018-07-23-13-00-05/schema_violations/part-00002.zst")
	f(store.PartKey(run, "atomic-events/", 12345, 1, ""), "run=2018-07-23-13-00-05/atomic-events/part-12345-001")
	f(store.SuccessKey(run), "run=2018-07-23-13-00-05/_SUCCESS")
	f(store.ShreddingCompleteKey(run), "run=2018-07-23-13-00-05/shredding_complete.json")
	f(store.WarehouseSegmentKey("events", run, 4, 0), "events/run=2018-07-23-13-00-05/part-00004.parquet")
	f(store.WarehouseEntryKey(run), "_manifest/run=2018-07-23-13-00-05.json")
}

func TestStagedName(t *testing.T) {
	if a, b := store.StagedName(0, "x/log"), store.StagedName(1, "x/log"); a == b {
		t.Errorf("one name %q for the same key of two locations", a)
	}
	if a, b := store.StagedName(0, "x/log"), store.StagedName(0, "y/log"); a == b {
		t.Errorf("one name %q for two keys", a)
	}
}

func TestParsePartKey(t *testing.T) {
	f := func(key, folders string, bin, part int, ending string, ok bool) {
		t.Helper()
		gotFolders, gotBin, gotPart, gotEnding, gotOK := store.ParsePartKey("1", key)
		if gotFolders != folders || gotBin != bin || gotPart != part || gotEnding != ending || gotOK != ok {
			t.Errorf("ParsePartKey(%q) = %q, %d, %d, %q, %t", key, gotFolders, gotBin, gotPart, gotEnding, gotOK)
		}
		if ok && store.PartKey("1", folders, bin, part, ending) != key {
			t.Errorf("PartKey does not give %q back", key)
		}
	}
	f("run=1/part-00000", "", 0, 0, "", true)
	f("run=1/a/b=c/part-00012-003.gz", "a/b=c/", 12, 3, ".gz", true)
	f("run=1/part-123456.tsv.gz", "", 123456, 0, ".tsv.gz", true)
	f("run=2/part-00000", "", 0, 0, "", false)
	f("run=1/part-0000", "", 0, 0, "", false)
	f("run=1/part-00000-000", "", 0, 0, "", false)
	f("run=1/part-r-00000", "", 0, 0, "", false)
	f("run=1/_SUCCESS", "", 0, 0, "", false)
}

func TestParseKeys(t *testing.T) {
	if n, ok := store.ParseWorkManifestKey("1", store.WorkManifestKey("1", 12)); n != 12 || !ok {
		t.Errorf("ParseWorkManifestKey = %d, %t", n, ok)
	}
	if _, ok := store.ParseWorkManifestKey("1", store.ManifestKey("1")); ok {
		t.Error("the last manifest passes for an earlier one")
	}
	if n, ok := store.ParseDoneKey("1", "enrich", store.DoneKey("1", "enrich", 7)); n != 7 || !ok {
		t.Errorf("ParseDoneKey = %d, %t", n, ok)
	}
	if _, ok := store.ParseDoneKey("1", "enrich", store.DoneKey("1", "shred", 7)); ok {
		t.Error("a done record of another stage is taken")
	}
	if run, rest, ok := store.ParseStateKey(store.SchemaLockKey("1")); run != "1" || rest != "schemas.lock.json" || !ok {
		t.Errorf("ParseStateKey = %q, %q, %t", run, rest, ok)
	}
	if run, ok := store.ParseWarehouseEntryKey(store.WarehouseEntryKey("1")); run != "1" || !ok {
		t.Errorf("ParseWarehouseEntryKey = %q, %t", run, ok)
	}
}
