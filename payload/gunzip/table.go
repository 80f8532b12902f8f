package gunzip

import (
	"math/bits"
	"sync"
)

const (
	maxCode = 15 // bits of a code at most

	litBits  = 10 // of a code that the first look-up takes
	distBits = 9
	metaBits = 7

	maxLit  = 286 // symbols that may occur
	maxDist = 30
	maxMeta = 19

	// A second-level table has an entry for each rest that a code can have. At
	// least two codes share one, or the code before them would be shorter: there
	// are at most half as many tables as symbols.
	litSize  = 1<<litBits + (maxLit+2)/2<<(maxCode-litBits)
	distSize = 1<<distBits + (maxDist+2)/2<<(maxCode-distBits)
	metaSize = 1 << metaBits
)

// An entry of a table says all about the code that the next bits begin with:
//
//	bits 0–7    bits to pass over, extra bits included
//	bits 8–11   bits of the code alone; of a link, bits that index the table
//	bits 12–15  end of block, link, or bits that are no code
//	bits 16–30  the byte; or the least length or distance; or where a table starts
//	bit 31      a byte
type entry = uint32

const (
	literal entry = 1 << 31
	special entry = 1 << 15 // none of the usual; then one of the next two, or no code
	link    entry = 1 << 14
	end     entry = 1 << 13

	invalid = special
	perBit  = 1<<8 | 1 // what a bit of a code adds to an entry
)

// tables are those of one block.
type tables struct {
	lit  [litSize]entry
	dist [distSize]entry
	// fewest are the bits that are there whenever a byte or a length can be: no
	// block ends without the end-of-block code.
	fewest uint
}

// What each symbol stands for: entries that lack the bits of the code.
var (
	litMeaning  [maxLit + 2]entry
	distMeaning [maxDist + 2]entry
	metaMeaning [maxMeta]entry
)

func init() {
	for i := range 256 {
		litMeaning[i] = literal | entry(i)<<16
	}
	litMeaning[256] = special | end
	base := entry(3)
	for i := range 28 {
		extra := entry(max(i/4-1, 0))
		litMeaning[257+i] = base<<16 | extra
		base += 1 << extra
	}
	litMeaning[285] = 258 << 16
	litMeaning[286], litMeaning[287] = invalid, invalid

	base = 1
	for i := range maxDist {
		extra := entry(max(i/2-1, 0))
		distMeaning[i] = base<<16 | extra
		base += 1 << extra
	}
	distMeaning[30], distMeaning[31] = invalid, invalid

	for i := range metaMeaning {
		metaMeaning[i] = entry(i) << 16
	}
}

// fixed are the tables that blocks need not carry (RFC 1951, 3.2.6).
var fixed = sync.OnceValue(func() *tables {
	var lengths [len(litMeaning) + len(distMeaning)]uint8
	for i := range lengths {
		switch {
		case i < 144:
			lengths[i] = 8
		case i < 256:
			lengths[i] = 9
		case i < 280:
			lengths[i] = 7
		case i < 288:
			lengths[i] = 8
		default:
			lengths[i] = 5
		}
	}
	t := new(tables)
	t.build(lengths[:len(litMeaning)], lengths[len(litMeaning):])
	return t
})

// build makes the tables of the lengths of the codes, and tells whether they are
// right.
func (t *tables) build(lit, dist []uint8) bool {
	fewest, ok := tabulate(t.lit[:], litBits, lit, litMeaning[:])
	if !ok {
		return false
	}
	t.fewest = max(fewest, uint(lit[256]))
	_, ok = tabulate(t.dist[:], distBits, dist, distMeaning[:])
	return ok
}

// tabulate makes a table of the lengths of the codes. The codes must use up all
// combinations of bits; but there may be none, or a single one of one bit. It
// returns the shortest length.
func tabulate(table []entry, width uint, lengths []uint8, meaning []entry) (shortest uint, ok bool) {
	var count [maxCode + 1]uint16
	for _, n := range lengths {
		count[n&maxCode]++
	}
	var start [maxCode + 1]uint16 // in sorted, of each length
	var used, all, longest uint
	for n := uint(1); n <= maxCode; n++ {
		start[n] = uint16(all)
		all += uint(count[n])
		used = used<<1 + uint(count[n])
		if count[n] > 0 {
			longest = n
			if shortest == 0 {
				shortest = n
			}
		}
	}
	if used != 1<<maxCode && all != 0 && (all != 1 || longest != 1) {
		return 0, false
	}
	var sorted [maxLit + 2]uint16 // symbols in the order of their codes
	for symbol, n := range lengths {
		if n > 0 {
			sorted[start[n&maxCode]] = uint16(symbol)
			start[n&maxCode]++
		}
	}

	// A table of codes of up to n bits, twice, is one of n+1 bits that lacks those
	// of that length.
	table[0] = invalid
	code, next := uint(0), sorted[:all]
	for n := uint(1); n <= width; n++ {
		half := uint(1) << (n - 1)
		copy(table[half:2*half], table[:half])
		code <<= 1
		for _, symbol := range next[:count[n]] {
			table[reversed(code, n)] = meaning[symbol] + entry(n)*perBit
			code++
		}
		next = next[count[n]:]
	}

	free := uint(1) << width // where the next second-level table starts
	rest := longest - min(longest, width)
	from := free // first bits of the codes in the table made last
	var sub []entry
	for n := width + 1; n <= longest; n++ {
		code <<= 1
		for _, symbol := range next[:count[n]] {
			at := reversed(code, n)
			if first := at & (1<<width - 1); first != from {
				from = first
				table[first] = special | link | entry(free)<<16 | entry(rest)<<8
				sub = table[free:][:1<<rest]
				free += 1 << rest
			}
			for i := at >> width; i < uint(len(sub)); i += 1 << (n - width) {
				sub[i] = meaning[symbol] + entry(n)*perBit
			}
			code++
		}
		next = next[count[n]:]
	}
	return shortest, true
}

// reversed turns the n bits of a code around: it comes with its first bit first,
// which is the lowest of the input.
func reversed(code, n uint) uint { return uint(bits.Reverse16(uint16(code)) >> (16 - n&15)) }
