package javascript

import "time"

const (
	// timeLimit is what the call for one event may take. A script that does its
	// work takes well below a millisecond.
	timeLimit = time.Second

	// heapLimit is how much the heap of the process may grow while a script runs
	// that takes longer than watchEvery. The growth is that of all workers, so the
	// limit is wide.
	heapLimit = 256 << 20

	watchEvery = 10 * time.Millisecond

	// callDepth is how deep functions may call each other.
	callDepth = 1000

	// textLimit is the length of texts made by functions that could otherwise
	// fill the memory in one step.
	textLimit = 16 << 20

	// told is how much of an exception's text a failed event holds, in UTF-16 units.
	told = 500
)
