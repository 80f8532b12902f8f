// Package mem is a store in memory, for tests and for what need not survive
// the process. Its content is clear text on the heap.
package mem
