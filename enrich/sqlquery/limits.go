package sqlquery

import "time"

const (
	// connections is how many sessions are open at once; more workers wait.
	connections = 8

	connectTimeout = 10 * time.Second
	queryTimeout   = 10 * time.Second

	// maxRows and maxBytes bound an answer: it is held in memory and in one event.
	maxRows  = 10_000
	maxBytes = 4 << 20
)
