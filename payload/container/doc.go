// Package container reads the records of a raw object: it takes the object out
// of its compression, told by its first bytes and not by its name, and cuts it
// into lines, or into Thrift records.
//
// Memory is bounded whatever the object says of itself: a record longer than the
// limit becomes a Record marked TooLong with its first bytes, and an object that
// decompresses to more than its limit ends with an error.
//
// Two kinds of errors are kept apart. A *DamagedError means that the object's
// bytes are at fault; the records before it stand. Any other error came from the
// reader underneath, and says nothing about the object.
package container
