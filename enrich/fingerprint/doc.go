// Package fingerprint is the enrichment event_fingerprint: a hash over the
// parameters that the tracker sent, by which shred finds duplicates.
//
// The hash is that of R108, bit for bit, for every version of the
// configuration. A parameter without a value counts as the text null.
package fingerprint
