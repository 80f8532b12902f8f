package adapter

import "github.com/camonica/camonica/payload"

// A nameSet answers "never added" without looking through a list; it is wrong
// only in the other direction.
type nameSet [4]uint64

// add reports whether a name like this may have been added before.
func (s *nameSet) add(name string) bool {
	word, bit := nameBit(name)
	seen := s[word]&bit != 0
	s[word] |= bit
	return seen
}

// has reports whether a name like this may have been added.
func (s *nameSet) has(name string) bool {
	word, bit := nameBit(name)
	return s[word]&bit != 0
}

func nameBit(name string) (word uint8, bit uint64) {
	h := uint8(len(name) * 29)
	if name != "" {
		h += name[0]*7 + name[len(name)-1]*3
		h += name[len(name)/2]
	}
	return h >> 6, 1 << (h & 63)
}

// appendMap appends pairs as a map: of the pairs of one name the last value wins
// and stands at the place of the first.
func appendMap(dst, pairs []payload.Pair) []payload.Pair {
	if len(pairs) > fewPairs {
		return appendLargeMap(dst, pairs)
	}
	from := len(dst)
	var seen nameSet
next:
	for i := range pairs {
		if seen.add(pairs[i].Name) {
			for j := from; j < len(dst); j++ {
				if dst[j].Name == pairs[i].Name {
					dst[j].Value = pairs[i].Value
					continue next
				}
			}
		}
		dst = append(dst, pairs[i])
	}
	return dst
}

// fewPairs is up to where comparing names is cheaper than an index of them.
const fewPairs = 256

// appendLargeMap is appendMap for bodies that could make it slow.
func appendLargeMap(dst, pairs []payload.Pair) []payload.Pair {
	at := make(map[string]int, len(pairs))
	for i := range pairs {
		if j, ok := at[pairs[i].Name]; ok {
			dst[j].Value = pairs[i].Value
			continue
		}
		at[pairs[i].Name] = len(dst)
		dst = append(dst, pairs[i])
	}
	return dst
}

// lookup returns the value of a map's entry and whether there is one.
func lookup(pairs []payload.Pair, name string) (payload.Text, bool) {
	for i := range pairs {
		if pairs[i].Name == name {
			return pairs[i].Value, true
		}
	}
	return payload.Text{}, false
}

// set gives the entry of that name a value, at its place or at the end.
func set(pairs []payload.Pair, name string, value payload.Text) []payload.Pair {
	for i := range pairs {
		if pairs[i].Name == name {
			pairs[i].Value = value
			return pairs
		}
	}
	return append(pairs, payload.Pair{Name: name, Value: value})
}
