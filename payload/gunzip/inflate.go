package gunzip

import "encoding/binary"

const (
	// turn is the input that a turn of the fast loop may load: twice eight bytes,
	// of which it has used up to seven in between.
	turn = 16
	// ahead is the input that the fast loop wants: a load before its first turn.
	ahead = turn + 8
)

// inflate decodes the codes of a block until it ends or there is no more room.
func (z *Reader) inflate() error {
	for z.op < full {
		var ended bool
		var err error
		if z.end-z.ip >= ahead {
			ended, err = z.fast()
		} else {
			ended, err = z.slow()
		}
		if err != nil {
			return err
		}
		if ended {
			z.endBlock()
			return nil
		}
	}
	return nil
}

// slow decodes a byte or a match, and asks for no more input than that takes: it
// may end at any bit, or come late. It tells whether the block ended instead.
func (z *Reader) slow() (ended bool, err error) {
	e, err := z.symbol(z.lit[:], litBits, z.fewest)
	switch {
	case err != nil:
		return false, err
	case e&literal != 0:
		z.out[z.op] = byte(e >> 16)
		z.op++
		return false, nil
	case e&(special|end) == special|end:
		return true, nil
	case e&special != 0:
		return false, z.corrupt()
	}
	n, err := z.extra(e)
	if err != nil {
		return false, err
	}
	if e, err = z.symbol(z.dist[:], distBits, 0); err != nil {
		return false, err
	}
	if e&special != 0 {
		return false, z.corrupt()
	}
	d, err := z.extra(e)
	if err != nil {
		return false, err
	}
	if d > z.op-z.member {
		return false, z.corrupt()
	}
	for range n {
		z.out[z.op] = z.out[z.op-d]
		z.op++
	}
	return false, nil
}

// extra adds the extra bits after a code to the least of what it stands for.
func (z *Reader) extra(e entry) (uint, error) {
	n := uint(e&0xff - e>>8&15)
	if err := z.need(n); err != nil {
		return 0, err
	}
	return uint(e>>16) + z.drop(n), nil
}

// fast decodes while loads of eight bytes of input cannot fail and what is written
// at most finds room. It tells whether the block ended.
//
// Indexes are masked where the compiler cannot see that they are in range; no mask
// changes any. Of have only the low six bits count: whole entries are taken off it.
func (z *Reader) fast() (ended bool, err error) {
	ip, op, b, have := z.ip, z.op, z.bits, z.have
	last, member := z.end-turn, z.member
	ok := true
	b, ip, have = z.refill(b, ip, have)
	e := z.lit[b&(1<<litBits-1)]
	for ip <= last && op < full {
		if e >= literal {
			b >>= e & 63
			have -= uint(e)
			z.out[op&outMask] = byte(e >> 16)
			op++
			e = z.lit[b&(1<<litBits-1)]
			if e >= literal {
				b >>= e & 63
				have -= uint(e)
				z.out[op&outMask] = byte(e >> 16)
				op++
				e = z.lit[b&(1<<litBits-1)]
				if e >= literal {
					b >>= e & 63
					have -= uint(e)
					z.out[op&outMask] = byte(e >> 16)
					op++
					b, ip, have = z.refill(b, ip, have)
					e = z.lit[b&(1<<litBits-1)]
					continue
				}
			}
		}
		if e&special != 0 {
			if e&link != 0 {
				e = z.lit[uint64(e>>16)+b>>litBits&(1<<(e>>8&15)-1)]
			}
			if e&special != 0 {
				b >>= e & 63
				have -= uint(e)
				ended = e&end != 0
				ok = ended
				break
			}
			if e >= literal {
				b >>= e & 63
				have -= uint(e)
				z.out[op&outMask] = byte(e >> 16)
				op++
				b, ip, have = z.refill(b, ip, have)
				e = z.lit[b&(1<<litBits-1)]
				continue
			}
		}
		n := uint(e>>16) + uint(b&(1<<(e&63)-1)>>(e>>8&15))
		b >>= e & 63
		have -= uint(e)
		if have&63 < 28 {
			b, ip, have = z.refill(b, ip, have)
		}
		e = z.dist[b&(1<<distBits-1)]
		if e&special != 0 {
			if e&link != 0 {
				e = z.dist[uint64(e>>16)+b>>distBits&(1<<(e>>8&15)-1)]
			}
			if e&special != 0 {
				ok = false
				break
			}
		}
		d := uint(e>>16) + uint(b&(1<<(e&63)-1)>>(e>>8&15))
		b >>= e & 63
		have -= uint(e)
		if d > op-member {
			ok = false
			break
		}
		b, ip, have = z.refill(b, ip, have)
		e = z.lit[b&(1<<litBits-1)]
		from, to := op-d, op+n
		if d >= 8 {
			for {
				copy24(z.out[:], op&outMask, from&outMask)
				op += 24
				from += 24
				if op >= to {
					break
				}
			}
		} else {
			for {
				store(z.out[:], op&outMask, load(z.out[:], from&outMask))
				op += d
				from += d
				if op >= to {
					break
				}
			}
		}
		op = to
	}
	z.ip, z.op, z.have = ip, op, have&63
	z.bits = b & (1<<z.have - 1)
	if !ok {
		return false, z.corrupt()
	}
	return ended, nil
}

// refill loads eight bytes, of which it counts what makes 56 to 63 bits.
func (z *Reader) refill(b uint64, ip, have uint) (uint64, uint, uint) {
	return b | load(z.in[:], ip&inMask)<<(have&63), ip + (63-have)>>3&7, have | 56
}

func load(b []byte, i uint) uint64 { return binary.LittleEndian.Uint64(b[i : i+8 : i+8]) }

func store(b []byte, i uint, v uint64) { binary.LittleEndian.PutUint64(b[i:i+8:i+8], v) }

// copy24 copies 24 bytes to where 8 bytes before may be among those copied.
func copy24(b []byte, to, from uint) {
	t, f := b[to:to+24:to+24], b[from:from+24:from+24]
	binary.LittleEndian.PutUint64(t, binary.LittleEndian.Uint64(f))
	binary.LittleEndian.PutUint64(t[8:16], binary.LittleEndian.Uint64(f[8:16]))
	binary.LittleEndian.PutUint64(t[16:24], binary.LittleEndian.Uint64(f[16:24]))
}
