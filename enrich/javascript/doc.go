// Package javascript runs a user's function process(event, params, headers) over
// each event: it may change columns, add entities and drop the event.
//
// The script is compiled once. Each worker has an engine of its own; the script's
// top level runs anew for every event, so that its variables start fresh, as in
// R108. Nothing of the host is within its reach: no files, no network, no
// modules. A call may take [timeLimit] and may make the heap grow by about
// [heapLimit]; what goes beyond fails the event.
package javascript
