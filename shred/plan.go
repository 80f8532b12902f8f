package shred

import (
	"slices"

	"github.com/camonica/camonica/iglu/ddl"
	"github.com/camonica/camonica/jsondoc"
)

// A plan finds the values of a type's columns in one walk over an entity. It
// belongs to one worker: it remembers the order in which members came last.
type plan struct {
	root  step
	cells []jsondoc.Node // by slot
	slots [][]int        // of each column: where its value may be, the first that is there wins
}

// A step is an object on the way to columns.
type step struct {
	names []string
	below []*step // of each name; nil if nothing below it is a column
	slot  []int   // of each name: the cell for its value, -1 if it has none
	order []int   // of each member by number: index of its name when last seen
}

func newPlan(cols []ddl.Column) *plan {
	p := &plan{slots: make([][]int, len(cols))}
	for i, c := range cols {
		for _, path := range append([][]string{c.Path}, c.Also...) {
			p.slots[i] = append(p.slots[i], p.slot(path))
		}
	}
	return p
}

// slot makes the cell of a path.
func (p *plan) slot(path []string) int {
	s := &p.root
	for i, name := range path {
		at := slices.Index(s.names, name)
		if at < 0 {
			at = len(s.names)
			s.names = append(s.names, name)
			s.below = append(s.below, nil)
			s.slot = append(s.slot, -1)
		}
		if i+1 < len(path) {
			if s.below[at] == nil {
				s.below[at] = &step{}
			}
			s = s.below[at]
			continue
		}
		if s.slot[at] < 0 {
			s.slot[at] = len(p.cells)
			p.cells = append(p.cells, jsondoc.Node{})
		}
		return s.slot[at]
	}
	panic("shred: internal error: column without a path")
}

// fill finds the values of an entity's data.
func (p *plan) fill(data jsondoc.Node) {
	clear(p.cells)
	p.walk(&p.root, data)
}

func (p *plan) walk(s *step, n jsondoc.Node) {
	i := 0
	for m := n.First(); m.Exists(); m = m.Next() {
		at := s.find(i, m.Name())
		i++
		if at < 0 {
			continue
		}
		v := m.Value()
		if s.slot[at] >= 0 {
			p.cells[s.slot[at]] = v
		}
		if b := s.below[at]; b != nil && v.Kind() == jsondoc.Object {
			p.walk(b, v)
		}
	}
}

// maxOrder bounds what a step remembers of objects with many members.
const maxOrder = 256

// find returns the index of a member's name, -1 if it is no column. Trackers send
// members in the same order every time, so the last index is tried first.
func (s *step) find(i int, name string) int {
	if i < len(s.order) {
		if at := s.order[i]; at >= 0 && s.names[at] == name {
			return at
		}
	}
	at := slices.Index(s.names, name)
	for len(s.order) <= i && i < maxOrder {
		s.order = append(s.order, -1)
	}
	if i < len(s.order) {
		s.order[i] = at
	}
	return at
}

// value returns the value of a column; it does not exist if the entity has none.
func (p *plan) value(column int) jsondoc.Node {
	var n jsondoc.Node
	for _, slot := range p.slots[column] {
		if v := p.cells[slot]; v.Exists() {
			n = v
			if v.Kind() != jsondoc.Null {
				break
			}
		}
	}
	return n
}
