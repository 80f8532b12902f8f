// Package loadtest is the suite that every load.Target runs.
package loadtest
