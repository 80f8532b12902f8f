package iglu

import (
	"github.com/camonica/camonica/bytescan"
	"github.com/camonica/camonica/jsondoc"
)

// A memberTable finds what an object schema says of a name. It is made once, when
// the schema is compiled, and is asked for every member of every instance: names
// are told apart by their first eight bytes, as a number, and their length, which
// one multiplication hashes; only longer names are compared byte by byte.
type memberTable struct {
	slots []memberSlot // a power of two, at most half full
	shift uint8        // from hash to slot
}

type memberSlot struct {
	word uint64
	name string
	member
	used bool
}

// nothing is what a schema says of a name that it does not mention.
var nothing member

func newMemberTable(members map[string]member) memberTable {
	size, shift := 4, uint8(62)
	for size < 2*len(members) {
		size, shift = 2*size, shift-1
	}
	t := memberTable{slots: make([]memberSlot, size), shift: shift}
	for name, m := range members {
		word := bytescan.Word(name)
		i := t.slot(word, len(name))
		for t.slots[i].used {
			i = (i + 1) & (len(t.slots) - 1)
		}
		t.slots[i] = memberSlot{word, name, m, true}
	}
	return t
}

// get returns the zero member for names that the schema does not mention.
func (t *memberTable) get(m jsondoc.Item) *member {
	word, size := m.NameWord()
	for i := t.slot(word, size); ; i = (i + 1) & (len(t.slots) - 1) {
		s := &t.slots[i]
		switch {
		case !s.used:
			return &nothing
		case s.word == word && len(s.name) == size && (size <= 8 || s.name == m.Name()):
			return &s.member
		}
	}
}

// slot returns where the search for a name starts.
func (t *memberTable) slot(word uint64, size int) int {
	return int((word ^ uint64(size)<<56) * 0x9e3779b97f4a7c15 >> t.shift)
}
