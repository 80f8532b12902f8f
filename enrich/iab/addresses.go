package iab

import (
	"fmt"
	"net/netip"
	"slices"
)

// addresses is a set of addresses and networks: ranges in ascending order that
// do not touch, so a look-up is one binary search however the networks overlap.
// A range takes 48 bytes.
type addresses struct {
	ranges []addressRange
}

type addressRange struct{ first, last netip.Addr }

// parse reads a list of addresses and networks. As networks need not be written
// with their first address, 10.1.2.3/8 is 10.0.0.0/8. A line that is neither is
// passed over, as the original compared it as text with addresses; but a broken
// network is an error.
func (a *addresses) parse(data []byte) error {
	return eachRecord(data, func(line int, columns []string) error {
		text := columns[0]
		if addr, err := netip.ParseAddr(text); err == nil {
			addr = addr.Unmap().WithZone("")
			a.ranges = append(a.ranges, addressRange{addr, addr})
			return nil
		}
		prefix, err := netip.ParsePrefix(text)
		if err == nil {
			a.ranges = append(a.ranges, addressRange{prefix.Masked().Addr(), last(prefix)})
			return nil
		}
		if slices.Contains([]byte(text), '/') {
			return fmt.Errorf("line %d: want a network such as 192.0.2.0/24", line)
		}
		return nil
	}, a.merge)
}

// last returns the last address of a network.
func last(p netip.Prefix) netip.Addr {
	b := p.Addr().AsSlice()
	for bit := p.Bits(); bit < len(b)*8; bit++ {
		b[bit/8] |= 0x80 >> (bit % 8)
	}
	addr, _ := netip.AddrFromSlice(b)
	return addr
}

// merge sorts the ranges and joins those that overlap or are neighbours.
func (a *addresses) merge() {
	slices.SortFunc(a.ranges, func(x, y addressRange) int { return x.first.Compare(y.first) })
	kept := a.ranges[:0]
	for _, r := range a.ranges {
		if n := len(kept); n > 0 && touches(kept[n-1], r) {
			if kept[n-1].last.Less(r.last) {
				kept[n-1].last = r.last
			}
			continue
		}
		kept = append(kept, r)
	}
	a.ranges = slices.Clip(kept)
}

// touches tells whether b, which does not start before a, leaves no gap after it.
func touches(a, b addressRange) bool {
	if a.last.BitLen() != b.first.BitLen() {
		return false
	}
	return !a.last.Less(b.first) || a.last.Next() == b.first
}

// has tells whether an address is in the set.
func (a *addresses) has(addr netip.Addr) bool {
	i, found := slices.BinarySearchFunc(a.ranges, addr, func(r addressRange, addr netip.Addr) int { return r.first.Compare(addr) })
	return found || i > 0 && !a.ranges[i-1].last.Less(addr)
}
