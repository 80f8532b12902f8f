package lookup

import "time"

const (
	// answerLimit is how long the body of an answer may be.
	answerLimit = 4 << 20

	// cacheBytes is the memory of one cache for keys and values.
	cacheBytes = 64 << 20

	// connections is how many requests of one client are under way at once; more
	// workers wait.
	connections = 32

	// attempts is how often a request is sent before it counts as failed, with
	// pauses that start at firstPause and grow fourfold.
	attempts   = 3
	firstPause = 100 * time.Millisecond

	// foreverErrorTTL is how long a failure is kept where values are kept for ever.
	foreverErrorTTL = time.Minute
)
