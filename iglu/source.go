package iglu

import (
	"cmp"
	"slices"
	"strings"
)

// A Class is the kind of a registry as far as the order of lookup goes.
type Class int

// The classes, in the order in which they are asked.
const (
	ClassMemory   Class = 1    // a registry in the program's memory
	ClassEmbedded Class = 2    // schemas that came with the program, folders
	ClassHTTP     Class = 100  // anything over the network
	ClassLast     Class = 1000 // asked when nobody else has the schema
)

// A Source is a registry with its place in the order of lookup.
type Source struct {
	Name     string // as failed events show it
	Class    Class
	Priority int      // lower first
	Prefixes []string // of vendors; a registry with a matching one comes first
	Central  bool     // one of Iglu Central's hosts: they count as one (see missing)
	Registry Registry
}

// claims tells whether the registry is meant for the vendor: a prefix is plain
// text, and a longer one is no better than a short one.
func (s *Source) claims(vendor string) bool {
	return slices.ContainsFunc(s.Prefixes, func(p string) bool { return strings.HasPrefix(vendor, p) })
}

// order returns the sources in the order in which they are asked for a schema
// of the vendor: matching prefix, class, priority, and last their order in the
// configuration.
func order(sources []*Source, vendor string) []*Source {
	out := slices.Clone(sources)
	slices.SortStableFunc(out, func(a, b *Source) int {
		if x, y := a.claims(vendor), b.claims(vendor); x != y {
			if x {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.Class, b.Class), cmp.Compare(a.Priority, b.Priority))
	})
	return out
}

// IsBootstrap tells whether the schema is one of those that every Iglu client
// carries with it. They are never asked for over the network.
func IsBootstrap(k Key) bool {
	return k.Vendor == "com.snowplowanalytics.iglu" && k.Name == "resolver-config" ||
		k.Vendor == "com.snowplowanalytics.self-desc" && k.Name == "instance-iglu-only"
}
