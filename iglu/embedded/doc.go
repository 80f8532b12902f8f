// Package embedded is the registry that comes with the program: the schemas
// that the pipeline itself needs (wrappers, payloads, failed events,
// configurations) and those of common trackers and of the demo. They are written
// for camonica from the published formats and give the same verdicts.
//
// It stands in for Iglu Central, so that a run needs no network.
package embedded
