// Package stage is what a worker does with one bin of each stage: enrich, keys,
// verdicts, shred, load. A stage is a pure function of its documents and the
// objects they name; it writes through the stores it is given, creates and never
// replaces, and puts its done record last.
//
// Engines call it by name, here in the process or in `camonica worker`; what to
// do next, and whether a stage succeeded, is decided in package run.
package stage
