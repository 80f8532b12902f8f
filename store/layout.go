package store

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"strconv"
	"strings"
)

// This file is the key of every object that we write. Keys are plain: a sealed
// object has seal.Suffix after its key. They are below the location that is
// named with each group, which is also where the sealed context counts from.

// State is the folder of our own documents, below the location log.
const State = "camonica/"

// Base names of objects that say that a folder is whole.
const (
	SuccessName           = "_SUCCESS"
	ShreddingCompleteName = "shredding_complete.json"
)

// RunFolder is the folder of a run below any location: run=ID/.
func RunFolder(run string) string { return "run=" + run + "/" }

// ---- below log: documents of runs ----

// LockKey is the lock of all runs. It is clear.
func LockKey() string { return State + "lock" }

// KeysFolder is where key records lie unless encryption.key_store says
// otherwise. Records are clear; their names are in keys/records.
func KeysFolder() string { return State + "keys/" }

// StateFolder is the folder of a run's documents.
func StateFolder(run string) string { return State + RunFolder(run) }

// WorkFolder is the folder of what is deleted when the run has ended.
func WorkFolder(run string) string { return StateFolder(run) + ".work/" }

// ManifestKey is the manifest that ends the run.
func ManifestKey(run string) string { return StateFolder(run) + "manifest.json" }

// WorkManifestKey is version n, from 1 on, of the manifest of a run that has
// not ended; the highest counts.
func WorkManifestKey(run string, n int) string {
	return fmt.Sprintf("%smanifest-%04d.json", WorkFolder(run), n)
}

// ParseWorkManifestKey is the version of a key that WorkManifestKey made.
func ParseWorkManifestKey(run, key string) (int, bool) {
	rest, ok := strings.CutPrefix(key, WorkFolder(run)+"manifest-")
	if !ok {
		return 0, false
	}
	digits, ok := strings.CutSuffix(rest, ".json")
	return parseNumber(digits, 4, ok)
}

// ParseStateKey takes the run from the key of one of its documents, and what
// follows the run's folder.
func ParseStateKey(key string) (run, rest string, ok bool) {
	key, ok = strings.CutPrefix(key, State+"run=")
	if !ok {
		return "", "", false
	}
	return strings.Cut(key, "/")
}

// SchemaAnswerKey is what the registries answered for a schema in this run.
func SchemaAnswerKey(run, vendor, name, format, version string) string {
	return WorkFolder(run) + path.Join("schemas", vendor, name, format, version)
}

// SchemaLockKey is the list of schemas that the run used.
func SchemaLockKey(run string) string { return StateFolder(run) + "schemas.lock.json" }

// SchemaBytesKey is a schema by the hex SHA-256 of its text. It is clear and
// shared by all runs.
func SchemaBytesKey(sum string) string { return State + "schemas/sha256/" + sum }

// StageKey is the document of a stage; with it the stage begins.
func StageKey(run, stage string) string { return WorkFolder(run) + stage + "/stage.json" }

// BinKey is the list of what a bin reads.
func BinKey(run, stage string, bin int) string {
	return fmt.Sprintf("%s%s/bin-%05d.json", WorkFolder(run), stage, bin)
}

// DoneFolder is the folder of a stage's done records.
func DoneFolder(run, stage string) string { return WorkFolder(run) + stage + "/done/" }

// DoneKey is the record that a bin is finished, written last of all.
func DoneKey(run, stage string, bin int) string {
	return fmt.Sprintf("%s%05d.json", DoneFolder(run, stage), bin)
}

// ParseDoneKey is the bin of a key that DoneKey made.
func ParseDoneKey(run, stage, key string) (bin int, ok bool) {
	rest, ok := strings.CutPrefix(key, DoneFolder(run, stage))
	if !ok {
		return 0, false
	}
	digits, ok := strings.CutSuffix(rest, ".json")
	return parseNumber(digits, 5, ok)
}

// FailedKey is the record of why a bin failed.
func FailedKey(run, stage string, bin int) string {
	return fmt.Sprintf("%s%s/failed/%05d.json", WorkFolder(run), stage, bin)
}

// DedupeKeysKey is the file of hashes of a bin's events.
func DedupeKeysKey(run string, bin int) string { return WorkFolder(run) + "keys/" + partName(bin) }

// VerdictsKey is the file of verdicts of a bucket.
func VerdictsKey(run string, bucket int) string {
	return WorkFolder(run) + "verdicts/" + partName(bucket)
}

// ---- below raw.processing and raw.archive ----

// StagedName is the key of a raw object in raw.processing: a function of where
// it came from, so that a repeat finds it and no two meet. In is the index of
// the location in raw.in, key the plain key below it.
func StagedName(in int, key string) string {
	sum := sha256.Sum256([]byte(strconv.Itoa(in) + "/" + key))
	return hex.EncodeToString(sum[:4]) + "-" + strings.TrimLeft(path.Base(key), "_")
}

// ArchivedRawKey is the key of a staged raw object in raw.archive.
func ArchivedRawKey(run, staged string) string { return RunFolder(run) + staged }

// ---- below enriched.*, shredded.* ----

// PartKey is the key of a part: folders below the run, each with a slash at its
// end or empty altogether; bin; the number of the part where a bin makes several
// in one folder, from 0 on; and ending, with its dot, or empty.
//
// Enriched events have no folders; failed events have their family, or none in
// R108's form; shredded rows have those of the layout.
func PartKey(run, folders string, bin, part int, ending string) string {
	key := RunFolder(run) + folders + partName(bin)
	if part > 0 {
		key += fmt.Sprintf("-%03d", part)
	}
	return key + ending
}

// ParsePartKey takes a key apart that PartKey made.
func ParsePartKey(run, key string) (folders string, bin, part int, ending string, ok bool) {
	rest, ok := strings.CutPrefix(key, RunFolder(run))
	if !ok {
		return "", 0, 0, "", false
	}
	folders, name := path.Split(rest)
	name, ok = strings.CutPrefix(name, "part-")
	if !ok {
		return "", 0, 0, "", false
	}
	if dot := strings.IndexByte(name, '.'); dot >= 0 {
		name, ending = name[:dot], name[dot:]
	}
	digits, more, several := strings.Cut(name, "-")
	if bin, ok = parseNumber(digits, 5, true); !ok {
		return "", 0, 0, "", false
	}
	if several {
		if part, ok = parseNumber(more, 3, true); !ok || part == 0 {
			return "", 0, 0, "", false
		}
	}
	return folders, bin, part, ending, true
}

// SuccessKey is the empty mark of a run's folder that is whole.
func SuccessKey(run string) string { return RunFolder(run) + SuccessName }

// ShreddingCompleteKey describes a shredded run to loaders.
func ShreddingCompleteKey(run string) string { return RunFolder(run) + ShreddingCompleteName }

// ---- below the location of a warehouse ----

// WarehouseName is the database file of a warehouse that is not encrypted.
const WarehouseName = "warehouse.duckdb"

// WarehouseManifest is the folder of a warehouse's entries.
const WarehouseManifest = "_manifest/"

// WarehouseSegmentKey is a part of a table.
func WarehouseSegmentKey(table, run string, bin, part int) string {
	return table + "/" + PartKey(run, "", bin, part, ".parquet")
}

// WarehouseEntryKey is the entry of a run, whose presence commits it.
func WarehouseEntryKey(run string) string { return WarehouseManifest + "run=" + run + ".json" }

// ParseWarehouseEntryKey is the run of a key that WarehouseEntryKey made.
func ParseWarehouseEntryKey(key string) (run string, ok bool) {
	rest, ok := strings.CutPrefix(key, WarehouseManifest+"run=")
	if !ok || strings.Contains(rest, "/") {
		return "", false
	}
	return strings.CutSuffix(rest, ".json")
}

// partName is part-NNNNN. More than 99999 bins make it longer, not equal.
func partName(bin int) string { return fmt.Sprintf("part-%05d", bin) }

// parseNumber reads digits that were padded to a width.
func parseNumber(digits string, width int, ok bool) (int, bool) {
	if !ok || len(digits) < width || len(digits) > width && digits[0] == '0' {
		return 0, false
	}
	n, err := strconv.ParseUint(digits, 10, 31)
	return int(n), err == nil
}
