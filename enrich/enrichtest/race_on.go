//go:build race

package enrichtest

// racing tells that the race detector is at work: it makes sync.Pool forget at
// random, so allocations cannot be counted.
const racing = true
