// Package lzop reads and writes the container of the lzop command and of
// hadoop-lzo: a header, then blocks that are LZO1X-compressed or stored, each
// with the checksums that the header's flags name.
//
// The writer compresses fast rather than well, as lzop does by default, and
// stores blocks that do not become smaller.
// Index files (.lzo.index) only help to split an object; they are not read.
package lzop
