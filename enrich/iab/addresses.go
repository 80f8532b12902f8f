package iab

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"net/netip"
	"slices"
	"sort"
	"strings"
)

// addresses is a set of addresses and networks: ranges in ascending order that
// do not overlap, so a look-up is one binary search however the networks overlap.
// A range takes 8 bytes, or 32 of IPv6.
type addresses struct {
	v4 []span[uint32]
	v6 []span[[16]byte]
}

// A span is a range of addresses.
type span[A uint32 | [16]byte] struct{ first, last A }

func (a *addresses) add(first, last netip.Addr) {
	if first.Is4() {
		a.v4 = append(a.v4, span[uint32]{number(first), number(last)})
		return
	}
	a.v6 = append(a.v6, span[[16]byte]{first.As16(), last.As16()})
}

func number(v4 netip.Addr) uint32 {
	b := v4.As4()
	return binary.BigEndian.Uint32(b[:])
}

// parse reads a list of addresses and networks. As networks need not be written
// with their first address, 10.1.2.3/8 is 10.0.0.0/8. A line that is neither is
// passed over, as the original compared it as text with addresses; but a broken
// network is an error.
func (a *addresses) parse(data []byte) error {
	return eachRecord(data, func(line int, columns []string) error {
		text := columns[0]
		if addr, err := netip.ParseAddr(text); err == nil {
			addr = addr.Unmap().WithZone("")
			a.add(addr, addr)
			return nil
		}
		prefix, err := netip.ParsePrefix(text)
		if err == nil {
			a.add(prefix.Masked().Addr(), last(prefix))
			return nil
		}
		if strings.Contains(text, "/") {
			return fmt.Errorf("line %d: want a network such as 192.0.2.0/24", line)
		}
		return nil
	}, func() { a.v4, a.v6 = merged(a.v4, cmp.Compare[uint32]), merged(a.v6, compare16) })
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

func compare16(a, b [16]byte) int { return bytes.Compare(a[:], b[:]) }

// merged sorts ranges and joins those that overlap.
func merged[A uint32 | [16]byte](all []span[A], compare func(a, b A) int) []span[A] {
	slices.SortFunc(all, func(x, y span[A]) int { return compare(x.first, y.first) })
	kept := all[:0]
	for _, s := range all {
		n := len(kept)
		if n == 0 || compare(kept[n-1].last, s.first) < 0 {
			kept = append(kept, s)
			continue
		}
		if compare(kept[n-1].last, s.last) < 0 {
			kept[n-1].last = s.last
		}
	}
	return slices.Clip(kept)
}

// has tells whether an address is in the set.
func (a *addresses) has(addr netip.Addr) bool {
	if addr.Is4() {
		n := number(addr)
		i := sort.Search(len(a.v4), func(i int) bool { return a.v4[i].first > n })
		return i > 0 && n <= a.v4[i-1].last
	}
	b := addr.As16()
	i := sort.Search(len(a.v6), func(i int) bool { return compare16(a.v6[i].first, b) > 0 })
	return i > 0 && compare16(b, a.v6[i-1].last) <= 0
}
