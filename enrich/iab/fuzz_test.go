package iab

import (
	"net/netip"
	"strings"
	"testing"
)

// One look-up in merged ranges says what asking each line says.
func FuzzAddresses(f *testing.F) {
	f.Add("192.0.2.7\n198.51.100.77/24\n198.51.101.0/24\n# x\n2001:db8::/32\n0.0.0.0/0", "198.51.100.255")
	f.Add("10.0.0.0/8\n10.1.0.0/16\n::ffff:10.0.0.1\n10.0.0.0/33", "10.255.255.255")
	f.Fuzz(func(t *testing.T, list, address string) {
		var a addresses
		addr := parseAddr(address)
		if a.parse([]byte(list)) != nil || !addr.IsValid() || strings.ContainsAny(list, "\"|#\r") {
			return
		}
		want := false
		for line := range strings.SplitSeq(list, "\n") {
			if p, err := netip.ParsePrefix(line); err == nil {
				want = want || p.Contains(addr)
			}
			if one := parseAddr(line); one.IsValid() {
				want = want || one == addr
			}
		}
		if got := a.has(addr); got != want {
			t.Errorf("%s in %q: %t, want %t", addr, list, got, want)
		}
	})
}

func FuzzLists(f *testing.F) {
	f.Add("Mozilla|1|1\nOld|0|0|03/30/2017\n", "bot|1|cubot, robotics||0|0\ncrawl|0|||2|0|12/20/2011\n", "Mozilla bot")
	f.Fuzz(func(t *testing.T, includes, excludes, agent string) {
		var b listBuilder
		if b.parseIncludes([]byte(includes)) != nil || b.parseExcludes([]byte(excludes)) != nil {
			return
		}
		b.custom([]string{"a"}, []string{"b"})
		v := b.lists().verdict(agent)
		if v.exclude != nil && v.exclude.until == "" && v.exclude.active == "" {
			t.Errorf("%q: %+v", agent, v.exclude)
		}
	})
}
