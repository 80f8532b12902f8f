// Package perworker keeps state of enrichments for each worker, so that caches
// need no lock: a worker has one event at a time.
package perworker
