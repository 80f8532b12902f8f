package lzop

import "encoding/binary"

// adlerMod is the prime of Adler-32 (RFC 1950, 8.2).
const adlerMod = 65521

const (
	// adlerBlock is how many bytes are summed side by side: as many as leave each
	// lane within 16 bits.
	adlerBlock = 128
	// adlerRun is how many bytes may be summed before the sums are reduced: less
	// than what fills 32 bits, in whole blocks.
	adlerRun = 43 * adlerBlock
)

// adler returns the Adler-32 of b. Of a block, the bytes of each place in a word are
// summed in a lane of their own. That is 1.6 times as fast as hash/adler32, which took
// a sixth of the time of reading a block.
func adler(b []byte) uint32 {
	s, t := uint32(1), uint32(0)
	for len(b) > 0 {
		run := b[:min(len(b), adlerRun)]
		b = b[len(run):]
		for ; len(run) >= adlerBlock; run = run[adlerBlock:] {
			sum, weighted := adlerSums((*[adlerBlock]byte)(run))
			t += s*adlerBlock + weighted
			s += sum
		}
		for _, c := range run {
			s += uint32(c)
			t += s
		}
		s, t = s%adlerMod, t%adlerMod
	}
	return t<<16 | s
}

// adlerSums returns the sum of a block's bytes, and their sum with each taken as
// often as bytes follow, itself counted.
func adlerSums(b *[adlerBlock]byte) (sum, weighted uint32) {
	const lanes = 0x00ff00ff00ff00ff // four of 16 bits: bytes at even places, or at odd ones
	var even, odd uint64
	var evens, odds uint64 // even and odd before each word: what each word moves on by eight
	for i := 0; i < adlerBlock; i += 8 {
		w := binary.LittleEndian.Uint64(b[i : i+8])
		evens += even
		odds += odd
		even += w & lanes
		odd += w >> 8 & lanes
	}
	for weight := uint32(8); weight > 0; weight -= 2 {
		e, o := uint32(even&0xffff), uint32(odd&0xffff)
		sum += e + o
		weighted += weight*e + (weight-1)*o + 8*(uint32(evens&0xffff)+uint32(odds&0xffff))
		even, odd, evens, odds = even>>16, odd>>16, evens>>16, odds>>16
	}
	return sum, weighted
}
