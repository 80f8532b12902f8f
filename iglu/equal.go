package iglu

import (
	"hash/maphash"

	"github.com/camonica/camonica/jsondoc"
)

// equal tells whether two JSON values are the same: numbers by value, objects
// whatever the order of their members.
func equal(a, b jsondoc.Node) bool {
	if a.Kind() != b.Kind() {
		return false
	}
	switch a.Kind() {
	case jsondoc.Bool:
		return a.True() == b.True()
	case jsondoc.Number:
		return a.Number() == b.Number() || parseNumber(a.Number()).compare(parseNumber(b.Number())) == 0
	case jsondoc.String:
		return a.Text() == b.Text()
	case jsondoc.Array:
		if a.Len() != b.Len() {
			return false
		}
		for x, y := a.First(), b.First(); x.Exists(); x, y = x.Next(), y.Next() {
			if !equal(x.Value(), y.Value()) {
				return false
			}
		}
	case jsondoc.Object:
		if a.Len() != b.Len() {
			return false
		}
		for m := a.First(); m.Exists(); m = m.Next() {
			if !equal(m.Value(), b.Get(m.Name())) {
				return false
			}
		}
	}
	return true
}

// pairwiseMax is the length up to which comparing each element with those
// before it is cheaper than hashing.
const pairwiseMax = 16

// unique tells whether no two elements of an array are equal.
func unique(n jsondoc.Node) bool {
	if n.Len() > pairwiseMax {
		return uniqueByHash(n)
	}
	for a := n.First(); a.Exists(); a = a.Next() {
		for b := a.Next(); b.Exists(); b = b.Next() {
			if equal(a.Value(), b.Value()) {
				return false
			}
		}
	}
	return true
}

func uniqueByHash(n jsondoc.Node) bool {
	seed := maphash.MakeSeed()
	seen := make(map[uint64][]jsondoc.Node, n.Len())
	for m := n.First(); m.Exists(); m = m.Next() {
		v := m.Value()
		h := hash(seed, v)
		for _, w := range seen[h] {
			if equal(v, w) {
				return false
			}
		}
		seen[h] = append(seen[h], v)
	}
	return true
}

// hash is the same for equal values.
func hash(seed maphash.Seed, n jsondoc.Node) uint64 {
	const mix = 0x9E3779B97F4A7C15
	h := uint64(n.Kind()) * mix
	switch n.Kind() {
	case jsondoc.Bool:
		if n.True() {
			h++
		}
	case jsondoc.Number:
		x := parseNumber(n.Number())
		for i := 0; i < len(x.text); i++ {
			if x.text[i] != '.' {
				h = (h ^ uint64(x.text[i])) * mix
			}
		}
		h ^= uint64(x.exp) * mix
	case jsondoc.String:
		h ^= maphash.String(seed, n.Text())
	case jsondoc.Array:
		for m := n.First(); m.Exists(); m = m.Next() {
			h = (h ^ hash(seed, m.Value())) * mix
		}
	case jsondoc.Object:
		for m := n.First(); m.Exists(); m = m.Next() {
			h += maphash.String(seed, m.Name()) ^ hash(seed, m.Value())*mix
		}
	}
	return h
}
