// Package engine says where a stage of a run is worked on. A stage is a pure
// function of a bin – a fixed list of splits – that reads and writes objects
// through our own store and seal code; an engine decides only where each bin
// goes: goroutines here (engine/local), tasks of a cluster (engine/spark,
// engine/emr).
//
// What a stage does is in package stage.
package engine
