// Package demo makes sample data: raw collector logs of an invented shop with a
// magazine, from a seed. The same seed gives the same bytes.
//
// Two kinds of traffic exist: [Mix], what a site sees – several trackers, bots,
// repeated and broken records – for the demonstration, and [Tp2], one POST with
// one event of about 1.2 kB and two entities per record, for measuring.
package demo
