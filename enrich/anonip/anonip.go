package anonip

import (
	"context"
	"net/netip"
	"strconv"
	"strings"

	"github.com/camonica/camonica/enrich"
	"github.com/camonica/camonica/event"
)

const (
	ipv4Parts = 4
	ipv6Parts = 8
	mapped    = "::ffff:" // of an IPv4 address in IPv6
)

// An Enrichment hides parts of addresses.
type Enrichment struct {
	octets   int // of IPv4 addresses, 1 to 4
	segments int // of IPv6 addresses, 1 to 8
}

// Enrich anonymises user_ipaddress. It never fails.
func (e *Enrichment) Enrich(_ context.Context, w *enrich.Work) error {
	if s := w.Event.Get(event.UserIPAddress); s != "" {
		b := e.Append(w.Event.Grow(len(s)+2*ipv6Parts), s)
		w.Event.Set(event.UserIPAddress, w.Event.Done(b))
	}
	return nil
}

// Append appends the anonymous form of a text that should be an address. Of
// text that is none the same places are hidden; what has no places is left out
// altogether.
func (e *Enrichment) Append(dst []byte, s string) []byte {
	dots := s == "" || strings.IndexByte(s, '.') >= 0
	if strings.IndexByte(s, ':') < 0 {
		// An IPv4 address has no other form than that of its places.
		if dots {
			return e.dotted(dst, s)
		}
		return dst
	}
	if a, err := netip.ParseAddr(s); err == nil {
		return e.address(dst, s, a)
	}
	if dots {
		return e.dotted(dst, s)
	}
	return e.groups(dst, s)
}

// address appends an IPv6 address, in which there may be one of IPv4.
func (e *Enrichment) address(dst []byte, s string, a netip.Addr) []byte {
	if a.Is4In6() {
		prefix := mapped
		if len(s) > len(mapped) && strings.EqualFold(s[:len(mapped)], mapped) {
			prefix = s[:len(mapped)]
		}
		return e.ipv4(append(dst, prefix...), a.Unmap())
	}
	b := a.As16()
	for i := range ipv6Parts {
		if i > 0 {
			dst = append(dst, ':')
		}
		if i >= ipv6Parts-e.segments {
			dst = append(dst, 'x')
			continue
		}
		dst = strconv.AppendUint(dst, uint64(b[2*i])<<8|uint64(b[2*i+1]), 16)
	}
	return dst
}

func (e *Enrichment) ipv4(dst []byte, a netip.Addr) []byte {
	for i, b := range a.As4() {
		if i > 0 {
			dst = append(dst, '.')
		}
		if i >= ipv4Parts-e.octets {
			dst = append(dst, 'x')
			continue
		}
		dst = strconv.AppendUint(dst, uint64(b), 10)
	}
	return dst
}

// dotted hides all parts from the one on at which those of an IPv4 address
// would be hidden. If there are too few parts for that, it hides the last ones.
func (e *Enrichment) dotted(dst []byte, s string) []byte {
	keep := ipv4Parts - e.octets
	if n := strings.Count(s, ".") + 1; n <= keep && s != "" {
		keep = max(n-e.octets, 0)
	}
	part := 0
	if keep == 0 {
		dst = append(dst, 'x')
	}
	for i := range len(s) {
		switch {
		case s[i] == '.':
			dst = append(dst, '.')
			if part++; part >= keep {
				dst = append(dst, 'x')
			}
		case part < keep:
			dst = append(dst, s[i])
		}
	}
	return dst
}

// groups writes eight groups, the last ones hidden. Where groups are left out
// with :: they are taken to be 0. Text with too few groups keeps fewer of them.
func (e *Enrichment) groups(dst []byte, s string) []byte {
	head, tail, short := strings.Cut(s, "::")
	count := func(s string) int {
		if s == "" {
			return 0
		}
		return strings.Count(s, ":") + 1
	}
	n := count(head) + count(tail)
	zeros := 0
	if short && n < ipv6Parts {
		zeros = ipv6Parts - n
		n = ipv6Parts
	}
	keep := ipv6Parts - e.segments
	if n < ipv6Parts {
		keep = min(keep, max(n-e.segments, 0))
	}
	if !short {
		tail = ""
	}
	i := 0
	each := func(part string) {
		if i >= ipv6Parts {
			return
		}
		if i > 0 {
			dst = append(dst, ':')
		}
		switch {
		case i >= keep:
			part = "x"
		case part == "":
			part = "0"
		}
		dst = append(dst, part...)
		i++
	}
	parts := func(s string) {
		for s != "" && i < ipv6Parts {
			part, rest, more := strings.Cut(s, ":")
			each(part)
			s = rest
			if more && s == "" {
				each("")
			}
		}
	}
	parts(head)
	for range zeros {
		each("0")
	}
	parts(tail)
	for i < ipv6Parts {
		each("x")
	}
	return dst
}
