package enrich

import "github.com/camonica/camonica/bytescan"

// A nameTable finds a parameter by its name with one multiplication and one
// comparison: the names, at most eight bytes each, are numbers, and the factor
// is such that no two of them share a slot.
type nameTable struct {
	factor uint64
	slots  [1 << slotBits]nameSlot
}

type nameSlot struct {
	name uint64
	id   int16
}

// slotBits leaves the names of the tracker protocol so much room that one in
// some ten factors keeps them apart.
const slotBits = 11

var paramNames = newNameTable()

func newNameTable() *nameTable {
	t := new(nameTable)
	for t.factor = 0x9e3779b97f4a7c15; !t.fill(); t.factor += 0x1000193<<20 | 2 {
	}
	return t
}

// fill puts the names of paramList into their slots, unless two meet.
func (t *nameTable) fill() bool {
	clear(t.slots[:])
	for i := range paramList {
		n, ok := nameNumber(paramList[i].name)
		s := t.slot(n)
		if !ok || s.name == n {
			panic("enrich: internal error: parameter name " + paramList[i].name)
		}
		if s.name != 0 {
			return false
		}
		*s = nameSlot{n, int16(i)}
	}
	return true
}

func (t *nameTable) slot(n uint64) *nameSlot { return &t.slots[n*t.factor>>(64-slotBits)] }

// find returns the parameter's place in paramList, or -1.
func (t *nameTable) find(name string) int {
	n, ok := nameNumber(name)
	if !ok {
		return -1
	}
	if s := t.slot(n); s.name == n {
		return int(s.id)
	}
	return -1
}

// nameNumber packs a name of one to eight bytes that does not end with NUL.
func nameNumber(s string) (n uint64, ok bool) {
	if len(s) == 0 || len(s) > 8 {
		return 0, false
	}
	n = bytescan.Word(s)
	// A name that ends with NUL would be the same as the one without.
	return n, s[len(s)-1] != 0
}
