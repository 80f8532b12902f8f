package payload

import (
	"encoding/binary"
	"errors"
)

// The wire types of Thrift's binary protocol that have a length of their own.
const (
	thriftStop   = 0
	thriftI32    = 8
	thriftI64    = 10
	thriftString = 11
	thriftStruct = 12
	thriftMap    = 13
	thriftSet    = 14
	thriftList   = 15
)

// thriftSize is the length of the wire types whose length is fixed: bool, byte,
// double, i16, i32, i64.
var thriftSize = [...]int{2: 1, 3: 1, 4: 8, 6: 2, thriftI32: 4, thriftI64: 8}

// maxThriftDepth bounds the nesting of values that are skipped.
const maxThriftDepth = 64

// errThrift is all that needs to be known of bytes that are no Thrift struct.
var errThrift = errors.New("payload: not a Thrift struct")

// A thriftReader reads Thrift's binary protocol from one record. Every length
// is checked against the bytes that are left. After an error bad is true and
// everything reads as zero.
type thriftReader struct {
	b   []byte
	bad bool
}

func (r *thriftReader) take(n int) []byte {
	if r.bad || n < 0 || n > len(r.b) {
		r.bad = true
		return nil
	}
	t := r.b[:n]
	r.b = r.b[n:]
	return t
}

func (r *thriftReader) u8() byte {
	if t := r.take(1); t != nil {
		return t[0]
	}
	return 0
}

func (r *thriftReader) i32() int {
	if t := r.take(4); t != nil {
		return int(int32(binary.BigEndian.Uint32(t)))
	}
	return 0
}

func (r *thriftReader) i64() int64 {
	if t := r.take(8); t != nil {
		return int64(binary.BigEndian.Uint64(t))
	}
	return 0
}

// field reads the header of the next field; kind is thriftStop after the last.
func (r *thriftReader) field() (kind byte, id int16) {
	if kind = r.u8(); kind == thriftStop {
		return thriftStop, 0
	}
	if t := r.take(2); t != nil {
		return kind, int16(binary.BigEndian.Uint16(t))
	}
	return thriftStop, 0
}

func (r *thriftReader) bytes() []byte { return r.take(r.i32()) }

// skip passes over a value.
func (r *thriftReader) skip(kind byte, depth int) {
	if depth > maxThriftDepth {
		r.bad = true
		return
	}
	switch kind {
	case thriftString:
		r.bytes()
	case thriftStruct:
		for !r.bad {
			kind, _ := r.field()
			if kind == thriftStop {
				return
			}
			r.skip(kind, depth+1)
		}
	case thriftList, thriftSet:
		kind := r.u8()
		r.skipAll(r.i32(), depth, kind)
	case thriftMap:
		k, v := r.u8(), r.u8()
		r.skipAll(r.i32(), depth, k, v)
	default:
		if int(kind) >= len(thriftSize) || thriftSize[kind] == 0 {
			r.bad = true
			return
		}
		r.take(thriftSize[kind])
	}
}

// skipAll passes over n values of each kind. A value has at least one byte, so a
// count beyond the bytes left is a lie.
func (r *thriftReader) skipAll(n, depth int, kinds ...byte) {
	if n < 0 || n > len(r.b) {
		r.bad = true
		return
	}
	for ; n > 0 && !r.bad; n-- {
		for _, k := range kinds {
			r.skip(k, depth+1)
		}
	}
}
