// Package spill keeps what does not fit into memory in sealed temporary files.
//
// The key is random, one for each Folder, and never leaves the process; the files
// have no names. What a dead process leaves, in free blocks of the disk at most,
// opens for nobody.
package spill
