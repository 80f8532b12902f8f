package literal

import (
	"math/bits"
	"slices"
	"strings"
)

// A Set is an automaton (Aho-Corasick) over a list of literals. It does not
// change and may be used from many goroutines.
//
// Memory: 4 bytes for each state and class of bytes. A state is a distinct
// prefix of the literals, a class a byte that occurs in them.
type Set struct {
	classes [256]uint8 // of bytes; both cases of an ASCII letter share one
	width   int        // number of classes
	next    []uint32   // [state*width+class] = state*width of the next one, ending set if literals end there
	ends    [][]uint32 // by state: literals that end there; nil for most
	n       int
}

// ending marks a transition into a state where literals end.
const ending = 1 << 31

// New returns the set of the literals. Empty ones are in every text.
func New(literals []string) *Set {
	s := &Set{n: len(literals)}
	s.classify(literals)
	s.ends = [][]uint32{nil}
	s.next = make([]uint32, s.width)
	for i, l := range literals {
		s.insert(l, uint32(i))
	}
	s.link()
	return s
}

func (s *Set) classify(literals []string) {
	s.width = 1 // class 0: bytes that are in no literal
	for _, l := range literals {
		for i := range len(l) {
			c := lower(l[i])
			if s.classes[c] == 0 {
				s.classes[c] = uint8(s.width)
				s.width++
			}
		}
	}
	for c := 'A'; c <= 'Z'; c++ {
		s.classes[c] = s.classes[lower(byte(c))]
	}
}

// insert adds a literal to the trie that next is before link.
func (s *Set) insert(l string, id uint32) {
	state := uint32(0)
	for i := range len(l) {
		at := int(state)*s.width + int(s.classes[l[i]])
		if s.next[at] == 0 {
			s.next[at] = uint32(len(s.ends))
			s.ends = append(s.ends, nil)
			s.next = append(s.next, make([]uint32, s.width)...)
		}
		state = s.next[at]
	}
	s.ends[state] = append(s.ends[state], id)
}

// link completes the trie to an automaton, breadth first: where a state has no
// child, it goes on as the longest suffix of it that is a state does.
func (s *Set) link() {
	suffix := make([]uint32, len(s.ends))
	queue := make([]uint32, 0, len(s.ends))
	for _, child := range s.next[:s.width] {
		if child != 0 {
			queue = append(queue, child)
		}
	}
	for len(queue) > 0 {
		state := queue[0]
		queue = queue[1:]
		row := s.next[int(state)*s.width:][:s.width]
		other := s.next[int(suffix[state])*s.width:][:s.width]
		s.ends[state] = append(s.ends[state], s.ends[suffix[state]]...)
		for c, child := range row {
			if child == 0 {
				row[c] = other[c]
				continue
			}
			suffix[child] = other[c]
			queue = append(queue, child)
		}
	}
	for i, state := range s.next {
		s.next[i] = state * uint32(s.width)
		if len(s.ends[state]) > 0 {
			s.next[i] |= ending
		}
	}
	for i := range s.ends {
		s.ends[i] = slices.Clip(s.ends[i])
	}
}

// Find notes in found which literals text contains. Letters beyond ASCII match
// as they are, unless the text went through [Fold].
func (s *Set) Find(text string, found Found) {
	found.Clear()
	for _, id := range s.ends[0] {
		found.Add(id)
	}
	state := uint32(0)
	for i := range len(text) {
		state = s.next[state+uint32(s.classes[text[i]])]
		if state&ending != 0 {
			state &^= ending
			for _, id := range s.ends[int(state)/s.width] {
				found.Add(id)
			}
		}
	}
}

// NewFound returns what [Set.Find] needs to note its findings; it can be used again
// and again.
func (s *Set) NewFound() Found { return NewFound(s.n) }

// Found is a set of numbers: of literals in the list of a [Set].
type Found []uint64

// NewFound returns an empty set of numbers below n.
func NewFound(n int) Found { return make(Found, (n+63)/64) }

// Has tells whether literal i is in the set.
func (f Found) Has(i uint32) bool { return f[i/64]&(1<<(i%64)) != 0 }

// HasAny tells whether one of the numbers is in the set.
func (f Found) HasAny(numbers []uint32) bool {
	for _, n := range numbers {
		if f.Has(n) {
			return true
		}
	}
	return false
}

// Each calls yield for each literal of the set, in ascending order.
func (f Found) Each(yield func(i uint32) bool) {
	for w, word := range f {
		for ; word != 0; word &= word - 1 {
			if !yield(uint32(w*64 + bits.TrailingZeros64(word))) {
				return
			}
		}
	}
}

// Add puts i into the set.
func (f Found) Add(i uint32) { f[i/64] |= 1 << (i % 64) }

// Clear empties the set.
func (f Found) Clear() { clear(f) }

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// Fold returns text with letters beyond ASCII in lower case. Text of ASCII
// comes back as it is: a [Set] matches its letters in both cases.
func Fold(text string) string {
	for i := range len(text) {
		if text[i] >= 0x80 {
			return strings.ToLower(text)
		}
	}
	return text
}
