package main

import (
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/camonica/camonica/engine"
	"github.com/camonica/camonica/enrich"
)

// writeNoted says what enrich counted that failed no event, if there is anything.
func writeNoted(w io.Writer, counts map[string]int64) {
	say := func(n int64, text string) {
		if n > 0 {
			writeLine(w, "  noted        %11s %s", thousands(n), text)
		}
	}
	say(counts[engine.CountOverlong], "values longer than their column")
	say(counts[engine.CountInvalid], "invalid derived entities left out")
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		if enrichment, ok := strings.CutPrefix(name, enrich.Ignored("")); ok {
			say(counts[name], "failures of "+enrichment+" ignored, as configured")
		}
	}
}
