package expr

import "regexp/syntax"

// A set is a set of ASCII characters.
type set [2]uint64

func (s *set) has(c byte) bool { return s[c>>6&1]&(1<<(c&63)) != 0 }
func (s *set) add(c byte)      { s[c>>6&1] |= 1 << (c & 63) }

func (s *set) union(o set) {
	s[0] |= o[0]
	s[1] |= o[1]
}

var full = set{^uint64(0), ^uint64(0)}

// single returns the characters that a node matches if it always matches exactly
// one.
func single(re *syntax.Regexp) (set, bool) {
	switch re.Op {
	case syntax.OpAnyChar:
		return full, true
	case syntax.OpAnyCharNotNL:
		s := full
		s[0] &^= 1 << '\n'
		return s, true
	case syntax.OpCharClass:
		var s set
		for i := 0; i < len(re.Rune); i += 2 {
			for r := re.Rune[i]; r <= min(re.Rune[i+1], 0x7f); r++ {
				s.add(byte(r))
			}
		}
		return s, true
	case syntax.OpLiteral:
		if len(re.Rune) == 1 {
			return runeSet(re.Rune[0], re.Flags&syntax.FoldCase != 0), true
		}
	}
	return set{}, false
}

func runeSet(r rune, fold bool) set {
	var s set
	if r > 0x7f {
		return s // in no ASCII text
	}
	c := byte(r)
	s.add(c)
	if l := c | 0x20; fold && 'a' <= l && l <= 'z' {
		s.add(l)
		s.add(l &^ 0x20)
	}
	return s
}

// A lead is what a match of something can begin with. Where it can be empty, what
// comes after it counts too.
type lead struct {
	set   set
	empty bool
}

// then returns the lead of what has lead l and is followed by something.
func (l lead) then(next lead) lead {
	if l.empty {
		l.set.union(next.set)
		l.empty = next.empty
	}
	return l
}

// leadOf returns the lead of a node.
func leadOf(re *syntax.Regexp) lead {
	if s, ok := single(re); ok {
		return lead{set: s}
	}
	switch re.Op {
	case syntax.OpLiteral:
		return lead{set: runeSet(re.Rune[0], re.Flags&syntax.FoldCase != 0)}
	case syntax.OpNoMatch:
		return lead{}
	case syntax.OpCapture, syntax.OpPlus:
		return leadOf(re.Sub[0])
	case syntax.OpStar, syntax.OpQuest:
		l := leadOf(re.Sub[0])
		l.empty = true
		return l
	case syntax.OpRepeat:
		l := leadOf(re.Sub[0])
		l.empty = l.empty || re.Min == 0
		return l
	case syntax.OpConcat:
		l := lead{empty: true}
		for _, sub := range re.Sub {
			l = l.then(leadOf(sub))
		}
		return l
	case syntax.OpAlternate:
		var l lead
		for _, sub := range re.Sub {
			b := leadOf(sub)
			l.set.union(b.set)
			l.empty = l.empty || b.empty
		}
		return l
	}
	return lead{empty: true} // nothing, or something about a place
}
