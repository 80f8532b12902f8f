package iglu

import "regexp/syntax"

// A linear is a pattern that is a line of character classes from the text's start
// to its end, where no run of one class can go on into the next: reading it takes
// one step a byte and never goes back. Most patterns of schemas are of this form –
// that of Iglu URIs in the wrappers is asked for every entity –, and reading them
// so is ten times as fast as an automaton.
type linear []run1

// run1 is a class and how often it may stand in a row.
type run1 struct {
	set [2]uint64 // of ASCII characters
	min int
	max int // -1 = any number
}

// linearOf returns the pattern in this form, nil if it has another.
func linearOf(text string) linear {
	re, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return nil
	}
	flat := flatten(re, nil)
	if len(flat) < 2 || flat[0].Op != syntax.OpBeginText || flat[len(flat)-1].Op != syntax.OpEndText {
		return nil
	}
	var l linear
	for _, part := range flat[1 : len(flat)-1] {
		if !l.add(part) {
			return nil
		}
	}
	if !l.sharp() {
		return nil
	}
	return l
}

// flatten takes groups and sequences apart.
func flatten(re *syntax.Regexp, to []*syntax.Regexp) []*syntax.Regexp {
	if re.Op != syntax.OpConcat && re.Op != syntax.OpCapture {
		return append(to, re)
	}
	for _, sub := range re.Sub {
		to = flatten(sub, to)
	}
	return to
}

// add appends a part; false if it is none of a line of classes.
func (l *linear) add(re *syntax.Regexp) bool {
	r := run1{min: 1, max: 1}
	class := re
	switch re.Op {
	case syntax.OpLiteral:
		if re.Flags&syntax.FoldCase != 0 {
			return false
		}
		for _, c := range re.Rune {
			one := run1{min: 1, max: 1}
			if !one.allow(c, c) {
				return false
			}
			*l = append(*l, one)
		}
		return true
	case syntax.OpStar:
		r.min, r.max = 0, -1
	case syntax.OpPlus:
		r.max = -1
	case syntax.OpQuest:
		r.min = 0
	case syntax.OpRepeat:
		r.min, r.max = re.Min, re.Max
	case syntax.OpCharClass:
	default:
		return false
	}
	if re.Op != syntax.OpCharClass {
		class = re.Sub[0]
	}
	switch {
	case class.Flags&syntax.FoldCase != 0:
		return false
	case class.Op == syntax.OpCharClass:
		for i := 0; i < len(class.Rune); i += 2 {
			if !r.allow(class.Rune[i], class.Rune[i+1]) {
				return false
			}
		}
	case class.Op == syntax.OpLiteral && len(class.Rune) == 1:
		if !r.allow(class.Rune[0], class.Rune[0]) {
			return false
		}
	default:
		return false
	}
	*l = append(*l, r)
	return true
}

// allow adds the characters from lo to hi; false if they are not all ASCII.
func (r *run1) allow(lo, hi rune) bool {
	if hi > 0x7f {
		return false
	}
	for c := lo; c <= hi; c++ {
		r.set[c>>6] |= 1 << (c & 63)
	}
	return true
}

// sharp tells whether every run of varying length ends where it must: none of the
// classes that may follow shares a character with it.
func (l linear) sharp() bool {
	for i := range l {
		if l[i].min == l[i].max {
			continue
		}
		for j := i + 1; j < len(l); j++ {
			if l[i].set[0]&l[j].set[0]|l[i].set[1]&l[j].set[1] != 0 {
				return false
			}
			if l[j].min > 0 {
				break
			}
		}
	}
	return true
}

// match tells whether s is such a line.
func (l linear) match(s string) bool {
	at := 0
	for i := range l {
		r := &l[i]
		n := 0
		for n != r.max && at < len(s) && s[at] < 0x80 && r.set[s[at]>>6]&(1<<(s[at]&63)) != 0 {
			at++
			n++
		}
		if n < r.min {
			return false
		}
	}
	return at == len(s)
}
