// Package bench measures what this machine does with events: enrich from one
// compressed object of raw records to one compressed, sealed object of enriched
// events, beside its floor: the same reading and the same writing with nothing
// in between. What enrich costs above the floor is ours; the rest is the price of
// compression and encryption. Reading and parsing alone, and with the adapter, are
// measured too.
//
// Several formats can be measured side by side, with the same events in each.
//
// Times are those of the processor, summed over all threads, the garbage
// collector included, so a busy machine disturbs them little; wall-clock time
// stands beside them. All passes take turns, and the median counts.
package bench
