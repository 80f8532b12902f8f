// Package retry wraps a store so that what failed for the moment is tried
// again. Whether an error is of that sort the error itself says, by
// Temporary() bool or RetryAfter() time.Duration; nothing else is tried again.
// No other package retries.
package retry
