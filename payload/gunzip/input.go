package gunzip

import "io"

// fill reads more input, after what is there, until at least n bytes are there
// that are not in bits, or srcErr says why not.
func (z *Reader) fill(n uint) {
	z.giveBack()
	if z.ip > 0 {
		z.passed += int64(z.ip)
		z.end = uint(copy(z.in[:], z.in[z.ip:z.end]))
		z.ip = 0
	}
	for empty := 0; z.end < n && z.srcErr == nil; {
		m, err := z.src.Read(z.in[z.end : inMask+1])
		if z.end += uint(m); m > 0 {
			empty = 0
		} else if empty++; empty == 100 && err == nil {
			err = io.ErrNoProgress
		}
		z.srcErr = err
	}
}

// giveBack puts whole bytes of bits back into the input.
func (z *Reader) giveBack() {
	z.ip -= z.have >> 3
	z.have &= 7
	z.bits &= 1<<z.have - 1
}

// align passes over the rest of a byte that was begun.
func (z *Reader) align() {
	z.giveBack()
	z.bits, z.have = 0, 0
}

// want sees that n bytes are there that are not in bits.
func (z *Reader) want(n uint) error {
	if z.end-z.ip < n {
		z.fill(n)
		if z.end < n {
			return z.cutOff()
		}
	}
	return nil
}

// need sees that there are n bits, at most 32.
func (z *Reader) need(n uint) error {
	for z.have < n {
		if z.ip == z.end {
			if z.srcErr != nil {
				return z.cutOff()
			}
			z.fill(1 + z.have>>3)
			continue
		}
		z.bits |= uint64(z.in[z.ip]) << z.have
		z.have += 8
		z.ip++
	}
	return nil
}

// drop passes over n bits that are there, and returns them.
func (z *Reader) drop(n uint) uint {
	v := z.bits & (1<<n - 1)
	z.bits >>= n
	z.have -= n
	return uint(v)
}

// cutOff says why there is no more input.
func (z *Reader) cutOff() error {
	if z.srcErr == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return z.srcErr
}

// corrupt says where in the source the compressed bytes mean nothing.
func (z *Reader) corrupt() error {
	return CorruptError(z.passed + int64(z.ip) - int64(z.have>>3))
}
