package jsondoc

import (
	"encoding/binary"
	"unsafe"

	"github.com/camonica/camonica/bytescan"
)

// pairwiseMax is the number of members up to which comparing a suspicious name
// with those before it is cheaper than a map.
const pairwiseMax = 64

// A nameSet remembers names by nine bits of a hash: a name whose bit is not set
// is not a repetition.
type nameSet [8]uint64

// add remembers a name by its first eight bytes and its length, and tells whether
// it may be there already.
func (s *nameSet) add(word uint64, size int) bool {
	h := (word ^ uint64(size)<<56) * 0x9e3779b97f4a7c15
	at, bit := h>>61, uint64(1)<<(h>>55&63)
	seen := s[at]&bit != 0
	s[at] |= bit
	return seen
}

// word is bytescan.Word of string node i. Short strings that the text goes on
// after, which is nearly all of them, need no branch over their length.
func (d *Doc) word(i int) (word uint64, size int) {
	n := &d.nodes[i]
	at, size := int(n.start)+1, int(n.end-n.start)-2
	if n.flags&flagDecoded != 0 || at+8 > len(d.src) {
		b := d.bytes(i)
		return bytescan.Word(unsafe.String(unsafe.SliceData(b), len(b))), len(b)
	}
	word = binary.LittleEndian.Uint64(d.src[at:])
	if size < 8 {
		word &= 1<<(8*uint(size)&63) - 1
	}
	return word, size
}

// dropDuplicates lets the last value of a repeated name take the place of the
// first and returns how many members died.
func (d *Doc) dropDuplicates(at int, n int32) (dead int32) {
	if n < 2 {
		return 0
	}
	end := len(d.nodes)
	if n > pairwiseMax {
		first := make(map[string]int, n)
		for i := at + 1; i < end; i = int(d.nodes[i].next) {
			name := string(d.bytes(i))
			if f, ok := first[name]; ok {
				d.nodes[f].val = d.nodes[i].val
				d.nodes[i].flags |= flagDead
				dead++
				continue
			}
			first[name] = i
		}
	} else {
		var seen nameSet
		for i := at + 1; i < end; i = int(d.nodes[i].next) {
			if !seen.add(d.word(i)) {
				continue
			}
			a := d.bytes(i)
			for f := at + 1; f < i; f = int(d.nodes[f].next) {
				if b := d.bytes(f); len(a) == len(b) && d.nodes[f].flags&flagDead == 0 && string(a) == string(b) {
					d.nodes[f].val = d.nodes[i].val
					d.nodes[i].flags |= flagDead
					dead++
					break
				}
			}
		}
	}
	if dead > 0 {
		d.tidy = false
	}
	return dead
}
