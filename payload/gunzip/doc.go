// Package gunzip reads gzip streams of one or more members: RFC 1952, around
// deflate, RFC 1951.
//
// It decodes all of a stream, as fast as Go does without assembly and unsafe. What
// headers name – file, comment, time – is passed over, and bytes of the source are
// read ahead. What is in front of damage is given before the error.
//
// Memory is fixed: a buffer of input, one of output that holds the last 32 KiB, and
// the tables of a block. Nothing that a stream says of itself makes it more.
package gunzip
