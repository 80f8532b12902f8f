package warehouse

import (
	"fmt"
	"strings"
)

// manifestPrefix is the folder of the entries.
const manifestPrefix = "_manifest/"

// SegmentKey is where the rows lie that a bin of a run gives to a table.
func SegmentKey(table, run string, bin int) string {
	return fmt.Sprintf("%s/run=%s/part-%05d.parquet", table, run, bin)
}

// EntryKey is where the entry of a run lies.
func EntryKey(run string) string { return manifestPrefix + "run=" + run + ".json" }

// runOf returns the run that an entry's key names; "" if it is no such key.
func runOf(key string) string {
	run, ok := strings.CutPrefix(key, manifestPrefix+"run=")
	if !ok || !strings.HasSuffix(run, ".json") {
		return ""
	}
	return strings.TrimSuffix(run, ".json")
}

// checkName refuses what can't stand in a key.
func checkName(what, name string) error {
	if name == "" || strings.HasPrefix(name, "_") || strings.ContainsAny(name, "/\\=\x00") {
		return fmt.Errorf("warehouse: %q can't be the name of a %s", name, what)
	}
	return nil
}
