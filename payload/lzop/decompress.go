package lzop

import (
	"encoding/binary"
	"math"
)

// longRun is the state of a decompressor after a run of literals that had an
// instruction of its own; smaller ones count the literals behind a match.
const longRun = 4

// A decompressor is at work on one block of LZO1X. Every length and distance is
// checked against the bytes that are there.
type decompressor struct {
	src, dst []byte
	in, out  int
	// fault is 0 as long as all is well, damaged where src is at fault, and else
	// the length of a copy for which there was no room: n of a match, -n of
	// literals, for which src may have been too short too.
	fault int
}

const damaged = math.MinInt

// decompress tells whether src is the compressed form of exactly len(dst) bytes,
// and puts them there. If src is good so far, but of more bytes, more is how many
// there are at least.
func decompress(dst, src []byte) (more int, ok bool) {
	d := decompressor{src: src, dst: dst}
	state := 0
	if len(src) > 0 && src[0] > firstMarker {
		n := int(src[0]) - firstMarker
		d.in = 1
		d.literals(n)
		state = min(n, longRun)
	}
	for d.fault == 0 {
		var length, distance, next int
		switch op := int(d.byte()); {
		case op >= 0x40: // M2
			length, next = op>>5+1, op&3
			distance = int(d.byte())<<3 + op>>2&7 + 1
		case op >= m3:
			length = d.length(op&m3Short, m3Short) + 2
			v := d.uint16()
			distance, next = v>>2+1, v&3
		case op >= m4:
			length = d.length(op&m4Short, m4Short) + 2
			v := d.uint16()
			distance, next = op&8<<11+v>>2, v&3
			if distance == 0 {
				return 0, d.fault == 0 && length == 3 && d.in == len(src) && d.out == len(dst)
			}
			distance += middle
		case state == 0:
			d.literals(d.length(op, literalLong) + 3)
			state = longRun
			continue
		default: // M1
			length, next = 2, op&3
			distance = int(d.byte())<<2 + op>>2 + 1
			if state == longRun {
				length, distance = 3, distance+nearest
			}
		}
		if !d.match(length, distance) {
			break
		}
		d.literals(next)
		state = next
	}
	switch {
	case d.fault > 0:
		more = d.out + d.fault
	case d.fault != damaged && -d.fault <= len(src)-d.in:
		more = d.out - d.fault
	}
	return more, false
}

func (d *decompressor) byte() byte {
	if d.in >= len(d.src) {
		d.fault = damaged
		return 0
	}
	d.in++
	return d.src[d.in-1]
}

func (d *decompressor) uint16() int {
	if len(d.src)-d.in < 2 {
		d.fault = damaged
		return 0
	}
	d.in += 2
	return int(binary.LittleEndian.Uint16(d.src[d.in-2:]))
}

// length is a length that an instruction says itself, or, if that is zero, one in
// the bytes that follow.
func (d *decompressor) length(n, short int) int {
	if n > 0 {
		return n
	}
	n = short
	for d.in < len(d.src) && d.src[d.in] == 0 && n <= len(d.dst) {
		n += 255
		d.in++
	}
	return n + int(d.byte())
}

// wide is how many bytes are copied at a time where there is room, whether they
// are wanted or not: most copies are shorter.
const wide = 16

// literals copies n bytes of the compressed block.
func (d *decompressor) literals(n int) {
	src, dst := d.src[d.in:], d.dst[d.out:]
	if n <= wide && len(src) >= wide && len(dst) >= wide {
		*(*[wide]byte)(dst) = *(*[wide]byte)(src)
	} else if n > len(src) || n > len(dst) {
		d.fault = -n
		return
	} else {
		copy(dst, src[:n])
	}
	d.in += n
	d.out += n
}

// match copies n bytes from a distance back. Where they overlap, those just
// copied are copied again.
func (d *decompressor) match(n, distance int) bool {
	if d.fault != 0 || distance > d.out {
		d.fault = damaged
		return false
	}
	if n > len(d.dst)-d.out {
		d.fault = n
		return false
	}
	from, to := d.dst[d.out-distance:], d.dst[d.out:]
	d.out += n
	if n <= wide && distance >= wide/2 && len(to) >= wide {
		*(*[wide / 2]byte)(to) = *(*[wide / 2]byte)(from)
		*(*[wide / 2]byte)(to[wide/2:]) = *(*[wide / 2]byte)(from[wide/2:])
		return true
	}
	for at := 0; at < n; {
		at += copy(to[at:n], from[:distance+at])
	}
	return true
}
