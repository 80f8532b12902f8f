package expr

import (
	"regexp/syntax"
	"strings"
)

// An outcome is what came of running a program.
type outcome int

const (
	notFound outcome = iota
	found
	gaveUp
)

// maxSteps is when to give up: rules that exist take some hundreds, and so many
// take no longer than package regexp does.
const maxSteps = 1 << 14

// A frame is where to go on when a way has come to its end, or a group to be put
// back.
type frame struct {
	pc  int // of the instruction that can do something else
	pos int // opSave: what the group was before
	n   int // opChoice: next branch; opRepeat: how far back to go; opLazy: how far to go on
}

// find runs the program at each place of the text until it matches.
func (p *program) find(m *Matcher) outcome {
	m.steps = 0
	if cap(m.groups) < 2*p.groups {
		m.groups = make([]int, 2*p.groups)
	}
	m.groups = m.groups[:2*p.groups]
	for start := 0; start <= len(m.text); start++ {
		if !p.lead.empty {
			for start < len(m.text) && !p.lead.set.has(m.text[start]) {
				start++
			}
			if p.anchored && start > 0 || start == len(m.text) {
				return notFound
			}
		}
		for i := range m.groups {
			m.groups[i] = -1
		}
		if o := p.run(m, start); o != notFound || p.anchored {
			return o
		}
	}
	return notFound
}

// run tries to match at one place.
func (p *program) run(m *Matcher, start int) outcome {
	text := m.text
	stack := m.stack[:0]
	defer func() { m.stack = stack[:0] }()
	pc, pos := 0, start
	for {
		m.steps++
		if m.steps > maxSteps {
			return gaveUp
		}
		i := &p.code[pc]
		ok := true
		switch i.op {
		case opMatch:
			m.groups[0], m.groups[1] = start, pos
			return found
		case opText:
			if ok = strings.HasPrefix(text[pos:], i.text); ok {
				pos += len(i.text)
			}
		case opFold:
			if ok = len(m.lower)-pos >= len(i.text) && string(m.lower[pos:pos+len(i.text)]) == i.text; ok {
				pos += len(i.text)
			}
		case opSet:
			if ok = pos < len(text) && i.set.has(text[pos]); ok {
				pos++
			}
		case opRepeat, opLazy:
			end := i.span(text, pos)
			least := pos + i.least
			if ok = end >= least; !ok {
				break
			}
			if i.op == opRepeat {
				stack = append(stack, frame{pc, end + 1, least})
			} else {
				stack = append(stack, frame{pc, least - 1, end})
			}
			ok = false // the frame just made is where to go on
		case opPlace:
			ok = atPlace(i.place, text, pos)
		case opSave:
			stack = append(stack, frame{pc, m.groups[i.n], -1})
			m.groups[i.n] = pos
		case opChoice:
			stack = append(stack, frame{pc, pos, 0})
			ok = false
		case opJump:
			pc = i.n
			continue
		case opFail:
			ok = false
		}
		if ok {
			pc++
			continue
		}
		if pc, pos, stack = p.back(m, stack); pc < 0 {
			return notFound
		}
	}
}

// back takes up the last frame that offers another way; pc is -1 if none does.
func (p *program) back(m *Matcher, stack []frame) (pc, pos int, rest []frame) {
	text := m.text
	for len(stack) > 0 {
		f := &stack[len(stack)-1]
		i := &p.code[f.pc]
		switch i.op {
		case opSave:
			m.groups[i.n] = f.pos
		case opRepeat:
			for f.pos--; f.pos >= f.n; f.pos-- {
				m.steps++
				if i.next.allows(text, f.pos) {
					return f.pc + 1, f.pos, stack
				}
			}
		case opLazy:
			for f.pos++; f.pos <= f.n; f.pos++ {
				m.steps++
				if i.next.allows(text, f.pos) {
					return f.pc + 1, f.pos, stack
				}
			}
		case opChoice:
			for f.n < len(i.branches) {
				b := &i.branches[f.n]
				f.n++
				if !b.lead.allows(text, f.pos) {
					continue
				}
				pos := f.pos
				if f.n == len(i.branches) {
					stack = stack[:len(stack)-1]
				}
				return b.pc, pos, stack
			}
		}
		stack = stack[:len(stack)-1]
	}
	return -1, 0, stack
}

// allows tells whether something with this lead can begin at a place.
func (l *lead) allows(text string, pos int) bool {
	return l.empty || pos < len(text) && l.set.has(text[pos])
}

// span returns how far the characters of a repeat go.
func (i *instruction) span(text string, pos int) int {
	end := len(text)
	if i.most < end-pos {
		end = pos + i.most
	}
	for at := pos; at < end; at++ {
		if !i.set.has(text[at]) {
			return at
		}
	}
	return end
}

func atPlace(place syntax.Op, text string, pos int) bool {
	switch place {
	case syntax.OpBeginText:
		return pos == 0
	case syntax.OpEndText:
		return pos == len(text)
	case syntax.OpBeginLine:
		return pos == 0 || text[pos-1] == '\n'
	case syntax.OpEndLine:
		return pos == len(text) || text[pos] == '\n'
	}
	boundary := pos > 0 && isWord(text[pos-1]) != (pos < len(text) && isWord(text[pos])) ||
		pos == 0 && len(text) > 0 && isWord(text[0])
	return boundary == (place == syntax.OpWordBoundary)
}

func isWord(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_'
}
