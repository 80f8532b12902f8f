// Package testparts finds and starts the real programs that integration tests run
// against: databases, stores, and whatever else is not a library.
//
// A part that is not on the machine skips the test and names the command that
// installs it, usually make parts. CAMONICA_REQUIRE, a list of parts or "all",
// turns the skip into a failure, so that a build machine cannot lose tests
// unnoticed. Servers listen on 127.0.0.1 only, run from temporary folders under a
// user other than root, and die with the test binary.
package testparts
