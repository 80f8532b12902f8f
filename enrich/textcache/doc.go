// Package textcache keeps what was found out about texts that come again and
// again, such as user agents, bounded in entries and in bytes.
//
// It is made for many goroutines that mostly read: looking up takes no lock and
// writes nothing, keeping takes no lock either. A cache that is full, or
// whose texts never come again, costs its caller little more than a hash.
package textcache
