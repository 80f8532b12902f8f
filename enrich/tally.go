package enrich

import "maps"

// maxTallies is how many names a record may count under: names are the program's
// own, so more would be a mistake.
const maxTallies = 64

// Ignored is the name under which an enrichment counts its failures that the
// configuration says to ignore.
func Ignored(enrichment string) string { return ignoredPrefix + enrichment }

// ignoredPrefix goes before the name of the enrichment.
const ignoredPrefix = "ignored:"

// Count counts what would otherwise leave no trace, such as a failure that is
// ignored. The name is a constant of the program and never of the event. It is not
// for what happens to every event: counting allocates.
func (w *Work) Count(name string) {
	if w.tallies == nil {
		w.tallies = map[string]int64{}
	}
	if _, known := w.tallies[name]; known || len(w.tallies) < maxTallies {
		w.tallies[name]++
	}
}

// takeTallies returns what was counted since it was last called; nil is nothing.
func (w *Work) takeTallies() map[string]int64 {
	t := w.tallies
	w.tallies = nil
	return t
}

// addTallies adds those of another record.
func (c *Counts) addTallies(more map[string]int64) {
	if len(more) == 0 {
		return
	}
	if c.Tallies == nil {
		c.Tallies = maps.Clone(more)
		return
	}
	for name, n := range more {
		c.Tallies[name] += n
	}
}
