package gunzip

// metaOrder is the order in which the lengths of the codes of lengths come.
var metaOrder = [maxMeta]uint8{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}

// block reads the header of a block (RFC 1951, 3.2.3).
func (z *Reader) block() error {
	if err := z.need(3); err != nil {
		return err
	}
	z.final = z.drop(1) == 1
	switch z.drop(2) {
	case 0:
		return z.storedHeader()
	case 1:
		if !z.fixed {
			z.tables, z.fixed = *fixed(), true
		}
	case 2:
		z.fixed = false
		if err := z.readTables(); err != nil {
			return err
		}
	default:
		return z.corrupt()
	}
	z.state = inCodes
	return nil
}

// endBlock goes to what follows a block.
func (z *Reader) endBlock() {
	z.state = atBlock
	if z.final {
		z.state = atTrailer
	}
}

func (z *Reader) storedHeader() error {
	z.align()
	if err := z.want(4); err != nil {
		return err
	}
	b := z.in[z.ip:z.end][:4]
	z.ip += 4
	if b[0] != ^b[2] || b[1] != ^b[3] {
		return z.corrupt()
	}
	z.stored = uint(b[0]) | uint(b[1])<<8
	z.flush = z.stored == 0
	z.state = inStored
	return nil
}

// copyStored copies what is there of a stored block, as far as there is room.
func (z *Reader) copyStored() error {
	if z.stored == 0 {
		z.endBlock()
		return nil
	}
	if err := z.want(1); err != nil {
		return err
	}
	n := min(z.stored, z.end-z.ip, full-z.op)
	copy(z.out[z.op:][:n], z.in[z.ip:z.end])
	z.ip += n
	z.op += n
	z.stored -= n
	return nil
}

// readTables makes the tables of the lengths that a block brings (3.2.7).
func (z *Reader) readTables() error {
	if err := z.need(5 + 5 + 4); err != nil {
		return err
	}
	lit, dist, meta := 257+z.drop(5), 1+z.drop(5), 4+z.drop(4)
	if lit > maxLit || dist > maxDist {
		return z.corrupt()
	}
	var lengths [maxMeta]uint8
	for _, symbol := range metaOrder[:meta] {
		if err := z.need(3); err != nil {
			return err
		}
		lengths[symbol] = uint8(z.drop(3))
	}
	var table [metaSize]entry
	fewest, ok := tabulate(table[:], metaBits, lengths[:], metaMeaning[:])
	if !ok {
		return z.corrupt()
	}
	if err := z.readLengths(z.lengths[:lit+dist], &table, fewest); err != nil {
		return err
	}
	if !z.build(z.lengths[:lit], z.lengths[lit:lit+dist]) {
		return z.corrupt()
	}
	return nil
}

// readLengths reads lengths of codes, which repeat each other.
func (z *Reader) readLengths(lengths []uint8, table *[metaSize]entry, fewest uint) error {
	for i := 0; i < len(lengths); {
		e, err := z.symbol(table[:], metaBits, fewest)
		if err != nil {
			return err
		}
		var n, extra uint
		var v uint8
		switch symbol := e >> 16; symbol {
		case 16:
			if i == 0 {
				return z.corrupt()
			}
			n, extra, v = 3, 2, lengths[i-1]
		case 17:
			n, extra = 3, 3
		case 18:
			n, extra = 11, 7
		default:
			lengths[i] = uint8(symbol)
			i++
			continue
		}
		if err := z.need(extra); err != nil {
			return err
		}
		n += z.drop(extra)
		if n > uint(len(lengths)-i) {
			return z.corrupt()
		}
		for range n {
			lengths[i] = v
			i++
		}
	}
	return nil
}

// symbol reads a code and passes over it, but not over its extra bits. It needs no
// more bits than the code has, but the fewest that are said to be there.
func (z *Reader) symbol(table []entry, width, fewest uint) (entry, error) {
	for n := fewest; ; {
		if err := z.need(n); err != nil {
			return 0, err
		}
		e := table[z.bits&(1<<width-1)]
		if e&(special|link) == special|link {
			e = table[uint64(e>>16)+z.bits>>width&(1<<(e>>8&15)-1)]
		}
		if e == invalid {
			return 0, z.corrupt()
		}
		if n = uint(e >> 8 & 15); n <= z.have {
			z.drop(n)
			return e, nil
		}
	}
}
