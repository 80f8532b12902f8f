package iglu

import (
	"math/bits"
	"regexp/syntax"
	"strings"
)

// A linear is a pattern that is a line of character classes from the text's start
// to its end, where no run of one class can go on into the next: reading it takes
// one step a byte and never goes back. Most patterns of schemas are of this form –
// that of Iglu URIs in the wrappers is asked for every entity –, and reading them
// so is ten times as fast as an automaton.
type linear struct {
	prefix  string // what each text starts with
	runs    []run1
	classes [256]uint32 // bits of the classes that a byte is in
}

// run1 is a class and how often it may stand in a row.
type run1 struct {
	set [2]uint64 // of ASCII characters
	bit uint32    // of the class in linear.classes
	min int
	max int // -1 = any number
}

// maxClasses is the number of different classes that a linear may have.
const maxClasses = 32

// linearOf returns the pattern in this form, nil if it has another.
func linearOf(text string) *linear {
	re, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return nil
	}
	flat := flatten(re, nil)
	if len(flat) < 3 || flat[0].Op != syntax.OpBeginText || flat[len(flat)-1].Op != syntax.OpEndText {
		return nil
	}
	l := new(linear)
	for _, part := range flat[1 : len(flat)-1] {
		if !l.add(part) {
			return nil
		}
	}
	if !l.sharp() || !l.index() {
		return nil
	}
	return l
}

// index takes literal text at the start into the prefix and gives each class a bit;
// false if there are too many.
func (l *linear) index() bool {
	for len(l.runs) > 0 {
		c, ok := l.runs[0].literal()
		if !ok {
			break
		}
		l.prefix += string(rune(c))
		l.runs = l.runs[1:]
	}
	known := map[[2]uint64]uint32{}
	for i := range l.runs {
		r := &l.runs[i]
		if known[r.set] == 0 {
			if len(known) == maxClasses {
				return false
			}
			known[r.set] = 1 << len(known)
		}
		r.bit = known[r.set]
		for c := range 0x80 {
			if r.set[c>>6]&(1<<(c&63)) != 0 {
				l.classes[c] |= r.bit
			}
		}
	}
	return true
}

// literal returns the one character that the run is.
func (r *run1) literal() (c byte, ok bool) {
	switch low, high := bits.OnesCount64(r.set[0]), bits.OnesCount64(r.set[1]); {
	case r.min != 1 || r.max != 1 || low+high != 1:
		return 0, false
	case low == 1:
		return byte(bits.TrailingZeros64(r.set[0])), true
	}
	return byte(64 + bits.TrailingZeros64(r.set[1])), true
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
			l.runs = append(l.runs, one)
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
	l.runs = append(l.runs, r)
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
func (l *linear) sharp() bool {
	for i := range l.runs {
		a := &l.runs[i]
		if a.min == a.max {
			continue
		}
		for j := i + 1; j < len(l.runs); j++ {
			b := &l.runs[j]
			if a.set[0]&b.set[0]|a.set[1]&b.set[1] != 0 {
				return false
			}
			if b.min > 0 {
				break
			}
		}
	}
	return true
}

// match tells whether s is such a line.
func (l *linear) match(s string) bool {
	if !strings.HasPrefix(s, l.prefix) {
		return false
	}
	at := len(l.prefix)
	for i := range l.runs {
		r := &l.runs[i]
		from, end := at, len(s)
		if r.max >= 0 && r.max < end-at {
			end = at + r.max
		}
		for at < end && l.classes[s[at]]&r.bit != 0 {
			at++
		}
		if at-from < r.min {
			return false
		}
	}
	return at == len(s)
}
