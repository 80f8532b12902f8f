package parquet

import "encoding/binary"

// The types of Thrift's compact protocol.
const (
	compactTrue   = 1
	compactFalse  = 2
	compactByte   = 3
	compactI16    = 4
	compactI64    = 6
	compactDouble = 7
	compactBinary = 8
	compactList   = 9
	compactSet    = 10
	compactMap    = 11
	compactStruct = 12
	compactUUID   = 13
)

const (
	// maxDepth bounds the nesting in a footer or page header; ours have 5.
	maxDepth = 16
	// minStruct is the length of the shortest structure that a list of ours has,
	// a column's order.
	minStruct = 3
)

// A compactWalk goes through a structure before it is decoded: the decoder makes
// room for as many elements as a list says it has, and goes as deep as it is
// told.
type compactWalk struct {
	b   []byte
	bad bool
}

// wholeStruct returns the bytes of the structure that b begins with, nil if
// there is none, or if any of it is not what it says of itself.
func wholeStruct(b []byte) []byte {
	w := compactWalk{b: b}
	w.value(compactStruct, 0)
	if w.bad {
		return nil
	}
	return b[:len(b)-len(w.b)]
}

func (w *compactWalk) take(n uint64) []byte {
	if w.bad || n > uint64(len(w.b)) {
		w.bad = true
		return nil
	}
	t := w.b[:n]
	w.b = w.b[n:]
	return t
}

func (w *compactWalk) u8() byte {
	if t := w.take(1); t != nil {
		return t[0]
	}
	return 0
}

func (w *compactWalk) varint() uint64 {
	v, n := binary.Uvarint(w.b)
	if n <= 0 {
		w.bad = true
		return 0
	}
	w.take(uint64(n))
	return v
}

// value passes over a value that is no part of a list or map.
func (w *compactWalk) value(kind byte, depth int) {
	if depth > maxDepth {
		w.bad = true
	}
	if w.bad {
		return
	}
	switch kind {
	case compactTrue, compactFalse:
	case compactByte:
		w.take(1)
	case compactI16, compactI16 + 1, compactI64:
		w.varint()
	case compactDouble:
		w.take(8)
	case compactBinary:
		w.take(w.varint())
	case compactList, compactSet:
		h := w.u8()
		n := uint64(h >> 4)
		if n == 15 {
			n = w.varint()
		}
		w.elements(n, depth+1, h&15)
	case compactMap:
		if n := w.varint(); n > 0 {
			h := w.u8()
			w.elements(n, depth+1, h>>4, h&15)
		}
	case compactStruct:
		for !w.bad {
			h := w.u8()
			if h == 0 {
				return
			}
			if h>>4 == 0 {
				w.varint()
			}
			w.value(h&15, depth+1)
		}
	case compactUUID:
		w.take(16)
	default:
		w.bad = true
	}
}

// elements passes over n values of each kind.
func (w *compactWalk) elements(n uint64, depth int, kinds ...byte) {
	for _, k := range kinds {
		size := uint64(1)
		if k == compactStruct {
			size = minStruct
		}
		if n > uint64(len(w.b))/size {
			w.bad = true
		}
	}
	for ; n > 0 && !w.bad; n-- {
		for _, k := range kinds {
			if k == compactTrue || k == compactFalse {
				k = compactByte
			}
			w.value(k, depth)
		}
	}
}
