package shred

import "github.com/camonica/camonica/jsondoc"

// root is the table that all entities hang on.
const root = "events"

// A Hierarchy says where an entity hangs: on which event, and below which
// tables.
type Hierarchy struct {
	RootID, RootTstamp string
	Tree               []string // from the events table to the entity's own
}

// HierarchyOf returns the hierarchy of an event, to which names of entities are
// appended.
func HierarchyOf(id, tstamp string, names ...string) Hierarchy {
	return Hierarchy{id, tstamp, append([]string{root}, names...)}
}

// Append appends the hierarchy as JSON.
func (h *Hierarchy) Append(dst []byte) []byte {
	dst = append(dst, `{"rootId":`...)
	dst = jsondoc.AppendString(dst, h.RootID)
	dst = append(dst, `,"rootTstamp":`...)
	dst = jsondoc.AppendString(dst, h.RootTstamp)
	dst = append(dst, `,"refRoot":"events","refTree":`...)
	dst = appendTree(dst, h.Tree)
	dst = append(dst, `,"refParent":`...)
	dst = jsondoc.AppendString(dst, h.Tree[max(0, len(h.Tree)-2)])
	return append(dst, '}')
}

func appendTree(dst []byte, tree []string) []byte {
	for i, name := range tree {
		c := byte(',')
		if i == 0 {
			c = '['
		}
		dst = jsondoc.AppendString(append(dst, c), name)
	}
	return append(dst, ']')
}
