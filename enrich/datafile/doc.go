// Package datafile fetches the data files of enrichments: databases, lists and
// rules at file:, http: and https: addresses.
//
// A [Cache] gives every address the same bytes for as long as it lives, which is
// one run: what changes on the server is seen by the next run. With a folder it
// keeps what it fetched from run to run, by address and ETag, and asks the
// server only whether there is something newer.
//
// The files in the folder are not encrypted. They are readable by their owner
// only and hold no event data, but may be licensed: place the folder
// accordingly, or do without.
package datafile
