package parquet

import (
	"bytes"
	"encoding/binary"
	"hash/maphash"
)

// hashSeed is per process: the order of a dictionary is that of first use, so
// files do not depend on it.
var hashSeed = maphash.MakeSeed()

// A dictionary numbers the different texts of a column in a row group. Its
// bytes are those of the dictionary page: lengths of four bytes, then text.
type dictionary struct {
	page    []byte
	offsets []uint32 // of the texts in page
	slots   []uint32 // open addressing: number + 1, 0 = free; a power of two
	hashes  []uint32 // of the entries, to grow without hashing again
	last    uint32   // number given out last
}

func (d *dictionary) reset() {
	d.page, d.offsets, d.hashes = d.page[:0], d.offsets[:0], d.hashes[:0]
	clear(d.slots)
}

func (d *dictionary) text(i uint32) []byte {
	off := d.offsets[i]
	n := binary.LittleEndian.Uint32(d.page[off-4:])
	return d.page[off : off+n]
}

// number returns the text's number, a new one if it has none.
func (d *dictionary) number(v []byte) uint32 {
	if len(d.offsets) > 0 && bytes.Equal(d.text(d.last), v) {
		return d.last
	}
	if 2*len(d.offsets) >= len(d.slots) {
		d.grow()
	}
	h := uint32(maphash.Bytes(hashSeed, v))
	mask := uint32(len(d.slots) - 1)
	for s := h & mask; ; s = (s + 1) & mask {
		e := d.slots[s]
		if e == 0 {
			d.last = uint32(len(d.offsets))
			d.slots[s] = d.last + 1
			d.page = binary.LittleEndian.AppendUint32(d.page, uint32(len(v)))
			d.offsets = append(d.offsets, uint32(len(d.page)))
			d.page = append(d.page, v...)
			d.hashes = append(d.hashes, h)
			return d.last
		}
		if int(e) <= len(d.hashes) && d.hashes[e-1] == h && bytes.Equal(d.text(e-1), v) {
			d.last = e - 1
			return d.last
		}
	}
}

// forget takes the text numbered last out again. Its slot stays taken, for a
// number that is free or another text's.
func (d *dictionary) forget() {
	n := len(d.offsets) - 1
	d.page = d.page[:d.offsets[n]-4]
	d.offsets, d.hashes = d.offsets[:n], d.hashes[:n]
	d.last = 0
}

func (d *dictionary) grow() {
	d.slots = make([]uint32, max(64, 2*len(d.slots)))
	mask := uint32(len(d.slots) - 1)
	for i, h := range d.hashes {
		s := h & mask
		for d.slots[s] != 0 {
			s = (s + 1) & mask
		}
		d.slots[s] = uint32(i) + 1
	}
}

// full tells that the dictionary no longer pays, after values texts.
func (d *dictionary) full(values int) bool {
	n := len(d.offsets)
	return n > dictEntries || len(d.page) > dictBytes || values >= dictProbe && n > values/4*3
}
