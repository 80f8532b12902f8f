// Package adapter turns a collector payload into raw tracker events: ordered
// tracker parameters with the payload as context. One file per vendor; what they
// share is in common.go; which adapter serves which API path is the table in
// registry.go.
//
// All or nothing: if one event of a payload cannot be made, none is, and the
// errors of all of them are reported together.
package adapter
