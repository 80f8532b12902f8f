// Package run takes the raw records of the moment through the steps of the
// pipeline: staging, enrich, shred, load, archives.
//
// Terms: [Flags] say which steps the command line asks for, by the rules of
// R108's runner. A [Plan] is the list of steps of one run with their places and
// reasons; a dry run prints it, a real one works it off. The [Manifest] is what
// is known of a run on disk: a new version after each step, the last one under
// its final name. A run without that last one is unfinished and is resumed by
// the next call. An [Outcome] is how a run ended, in the words of R108's exit
// codes.
package run
