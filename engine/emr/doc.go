// Package emr builds what a run on Amazon EMR is made of: the steps of R108's
// cluster for runs with the JVM jobs, with the same jars and arguments. It calls
// nothing; functions are pure.
//
// Differences from R108, all on purpose: patterns have the backslashes that R108
// lost on the way ("\.gz", "(\w+)").
package emr
