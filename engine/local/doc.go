// Package local works on the bins of a stage in this process: one goroutine a
// slot, each with one bin at a time. Memory is bounded because a bin is streamed
// and the number of bins in hand is.
package local
