// Package conformance runs the shared vectors – input and output cases recorded
// from the original and from later releases – through the real code. Each topic
// is a file of the folder named by CAMONICA_VECTORS (default ../../shared/vectors
// from this package); its runner is registered in a file of this package.
//
// A topic without a runner fails unless it stands in pending_test.go.
package conformance
