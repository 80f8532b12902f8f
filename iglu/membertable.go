package iglu

// A memberTable finds what an object schema says of a name. It is made once, when
// the schema is compiled, and is asked for every member of every instance: a
// cheap hash over length and three characters, open addressing.
type memberTable struct {
	slots []memberSlot // a power of two, at most half full
}

type memberSlot struct {
	name string
	member
	used bool
}

func newMemberTable(members map[string]member) memberTable {
	size := 4
	for size < 2*len(members) {
		size *= 2
	}
	t := memberTable{slots: make([]memberSlot, size)}
	for name, m := range members {
		i := hashName(name) & uint(size-1)
		for t.slots[i].used {
			i = (i + 1) & uint(size-1)
		}
		t.slots[i] = memberSlot{name, m, true}
	}
	return t
}

// get returns the zero member for names that the schema does not mention.
func (t *memberTable) get(name string) member {
	mask := uint(len(t.slots) - 1)
	for i := hashName(name) & mask; t.slots[i].used; i = (i + 1) & mask {
		if t.slots[i].name == name {
			return t.slots[i].member
		}
	}
	return member{}
}

func hashName(name string) uint {
	n := uint(len(name))
	if n == 0 {
		return 0
	}
	h := n
	h = h*31 + uint(name[0])
	h = h*31 + uint(name[n/2])
	h = h*31 + uint(name[n-1])
	if n > 3 {
		h = h*31 + uint(name[n/4+1])
	}
	return h ^ h>>7
}
