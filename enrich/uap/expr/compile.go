package expr

import (
	"math"
	"regexp/syntax"
	"strings"
)

type op uint8

const (
	opMatch  op = iota
	opText      // text, or lower-case text of the lower-case text
	opFold      //
	opSet       // one character of set
	opRepeat    // least to most characters of set, as many as possible
	opLazy      // or as few as possible
	opPlace     // place
	opSave      // n
	opChoice    // branches, the first that leads to a match
	opJump      // n
	opFail      //
)

// An instruction is one step of a program.
type instruction struct {
	op          op
	n           int
	least, most int
	place       syntax.Op
	set         set
	next        lead // opRepeat, opLazy: what can follow
	text        string
	branches    []branch
}

// A branch of a choice is only entered if its lead allows.
type branch struct {
	lead lead
	pc   int
}

// A program is an expression to be run.
type program struct {
	code     []instruction
	groups   int
	lead     lead
	anchored bool // matches at the beginning of the text only
}

// maxCode bounds the length of a program; counted parts of many characters are
// written out as often as they are counted.
const maxCode = 8 << 10

// compile returns the program of an expression, nil if there can be none.
func compile(tree *syntax.Regexp) *program {
	c := &compiler{ok: true}
	c.node(tree, lead{empty: true})
	c.emit(instruction{op: opMatch})
	if !c.ok {
		return nil
	}
	return &program{code: c.code, groups: tree.MaxCap() + 1, lead: leadOf(tree), anchored: anchored(tree)}
}

func anchored(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpBeginText:
		return true
	case syntax.OpCapture, syntax.OpConcat:
		return anchored(re.Sub[0])
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			if !anchored(sub) {
				return false
			}
		}
		return true
	}
	return false
}

type compiler struct {
	code []instruction
	ok   bool
}

func (c *compiler) emit(i instruction) int {
	if len(c.code) >= maxCode {
		c.ok = false
		return 0
	}
	c.code = append(c.code, i)
	return len(c.code) - 1
}

// node adds the code of a node that is followed by something with lead next.
func (c *compiler) node(re *syntax.Regexp, next lead) {
	if !c.ok {
		return
	}
	if s, ok := single(re); ok {
		c.emit(instruction{op: opSet, set: s})
		return
	}
	switch re.Op {
	case syntax.OpLiteral:
		c.literal(re)
	case syntax.OpEmptyMatch:
	case syntax.OpNoMatch:
		c.emit(instruction{op: opFail})
	case syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		c.emit(instruction{op: opPlace, place: re.Op})
	case syntax.OpCapture:
		c.emit(instruction{op: opSave, n: 2 * re.Cap})
		c.node(re.Sub[0], next)
		c.emit(instruction{op: opSave, n: 2*re.Cap + 1})
	case syntax.OpConcat:
		c.sequence(re.Sub, next)
	case syntax.OpAlternate:
		c.alternatives(re.Sub, next)
	case syntax.OpStar:
		c.repeat(re, 0, -1, next)
	case syntax.OpPlus:
		c.repeat(re, 1, -1, next)
	case syntax.OpQuest:
		c.repeat(re, 0, 1, next)
	case syntax.OpRepeat:
		c.repeat(re, re.Min, re.Max, next)
	default:
		c.ok = false
	}
}

func (c *compiler) literal(re *syntax.Regexp) {
	text := string(re.Rune)
	if re.Flags&syntax.FoldCase == 0 {
		c.emit(instruction{op: opText, text: text})
		return
	}
	c.emit(instruction{op: opFold, text: strings.ToLower(text)})
}

func (c *compiler) sequence(subs []*syntax.Regexp, next lead) {
	follows := make([]lead, len(subs))
	for i := len(subs) - 1; i >= 0; i-- {
		follows[i] = next
		next = leadOf(subs[i]).then(next)
	}
	for i, sub := range subs {
		c.node(sub, follows[i])
	}
}

func (c *compiler) alternatives(subs []*syntax.Regexp, next lead) {
	choice := c.emit(instruction{op: opChoice})
	branches := make([]branch, len(subs))
	var ends []int
	for i, sub := range subs {
		branches[i] = branch{leadOf(sub).then(next), len(c.code)}
		c.node(sub, next)
		if i < len(subs)-1 {
			ends = append(ends, c.emit(instruction{op: opJump}))
		}
	}
	c.code[choice].branches = branches
	for _, pc := range ends {
		c.code[pc].n = len(c.code)
	}
}

// repeat adds a part that comes least to most times, -1 being any number.
func (c *compiler) repeat(re *syntax.Regexp, least, most int, next lead) {
	sub, lazy := re.Sub[0], re.Flags&syntax.NonGreedy != 0
	if s, ok := single(sub); ok {
		i := instruction{op: opRepeat, set: s, least: least, most: most, next: next}
		if most < 0 {
			i.most = math.MaxInt
		}
		if lazy {
			i.op = opLazy
		}
		c.emit(i)
		return
	}
	body := leadOf(sub)
	again := body.then(next) // after one of several
	again.set.union(next.set)
	again.empty = again.empty || next.empty
	for i := range least {
		if i == least-1 && most == least {
			again = next
		}
		c.node(sub, again)
	}
	if most < 0 {
		if body.empty { // could go round without getting on
			c.ok = false
			return
		}
		loop := c.emit(instruction{op: opChoice})
		c.node(sub, again)
		c.emit(instruction{op: opJump, n: loop})
		c.option(loop, body, next, lazy)
		return
	}
	var options []int
	for i := least; i < most; i++ {
		options = append(options, c.emit(instruction{op: opChoice}))
		after := again
		if i == most-1 {
			after = next
		}
		c.node(sub, after)
	}
	for _, pc := range options {
		c.option(pc, body, next, lazy)
	}
}

// option makes the choice at pc one between the code behind it and the end of the
// code.
func (c *compiler) option(pc int, body, next lead, lazy bool) {
	if !c.ok {
		return
	}
	in, out := branch{body.then(next), pc + 1}, branch{next, len(c.code)}
	c.code[pc].branches = []branch{in, out}
	if lazy {
		c.code[pc].branches = []branch{out, in}
	}
}
