// Package integration holds tests of the built program as its users run it: it is
// killed, fed with rubbish, tampered with, searched for what it should have kept
// secret, and measured. They are behind the build tag integration:
//
//	go test -tags integration ./integration
//
// CAMONICA_BIG=1 adds a run of three million records.
package integration
