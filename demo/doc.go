// Package demo makes sample data: raw collector logs of an invented shop with a
// magazine, from a seed. The same seed gives the same bytes.
//
// Formats that record what trackers post hold the same events for the same seed;
// the others differ, as a pixel, a web server and an app see other things.
//
// Two kinds of traffic exist: [Mix], what a site sees – several trackers, bots,
// repeated and broken records – for the demonstration, and [Tp2], one POST with
// one event of about 1.2 kB and two entities per record, for measuring.
package demo
