package jsondoc

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// Kind is the type of a JSON value.
type Kind uint8

// The kinds of JSON values. Invalid is the kind of a Node that does not exist.
const (
	Invalid Kind = iota
	Null
	Bool
	Number
	String
	Array
	Object
)

var kindNames = [...]string{"invalid", "null", "boolean", "number", "string", "array", "object"}

// String returns the name that JSON Schema gives the kind.
func (k Kind) String() string { return kindNames[k] }

// DefaultDepth is the nesting that events may have: a scalar counts 1, each
// container 1 more.
const DefaultDepth = 50

// ErrDepth reports nesting beyond the limit given to Parse.
var ErrDepth = errors.New("jsondoc: nested too deeply")

// A SyntaxError tells where a text stops being JSON. It never quotes the text.
type SyntaxError struct {
	Offset int    // bytes before the offending one
	Want   string // what the grammar allows there
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("jsondoc: invalid JSON at byte %d: expected %s", e.Offset, e.Want)
}

// node is one value, or one member name (kind String) followed by its value.
type node struct {
	start, end uint32 // text of the value in src, quotes included
	next       int32  // index of the node after this one and all it holds
	n          int32  // containers: number of elements or live members
	kind       Kind
	flags      uint8
	text       uint32 // String with flagDecoded: offset in Doc.text
	textLen    uint32
	val        int32 // member name: index of its value
}

const (
	flagDecoded uint8 = 1 << iota // the string is in Doc.text, unescaped
	flagDead                      // a member whose place an earlier one took
	flagTrue
	flagName
)

// A Doc is a parsed text. The zero Doc is ready for Parse.
type Doc struct {
	src   []byte
	nodes []node
	text  []byte // strings that had escapes or invalid UTF-8
	max   int
	tidy  bool // src[start:end] of every node is compact as it is
	del   bool // a string holds U+007F
}

// Parse reads src, which must hold one JSON value and white space, nested at
// most depth deep. It does not copy src. Errors are *SyntaxError or ErrDepth.
func (d *Doc) Parse(src []byte, depth int) error {
	n, err := d.ParsePrefix(src, depth)
	if err != nil {
		return err
	}
	for i := n; i < len(src); i++ {
		if !isSpace(src[i]) {
			d.nodes = d.nodes[:0]
			return &SyntaxError{Offset: i, Want: "end of text"}
		}
	}
	return nil
}

// ParsePrefix reads the first JSON value of src and returns the number of
// bytes up to its end; what follows is not looked at.
func (d *Doc) ParsePrefix(src []byte, depth int) (int, error) {
	if uint64(len(src)) > math.MaxUint32>>1 {
		return 0, &SyntaxError{Offset: math.MaxUint32 >> 1, Want: "a text below 2 GiB"}
	}
	d.src, d.nodes, d.text, d.max, d.tidy, d.del = src, d.nodes[:0], d.text[:0], depth, true, false
	i := d.space(0)
	i, err := d.value(i, 1)
	if err != nil {
		d.nodes = d.nodes[:0]
		return 0, err
	}
	return i, nil
}

// Reset drops the references to the parsed text.
func (d *Doc) Reset() { d.src, d.nodes, d.text = nil, d.nodes[:0], d.text[:0] }

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\r' || c == '\t' }

// space skips white space. Most texts have none: the test for it is inlined.
func (d *Doc) space(i int) int {
	if i < len(d.src) && d.src[i] <= ' ' {
		return d.skip(i)
	}
	return i
}

func (d *Doc) skip(i int) int {
	j := i
	for j < len(d.src) && isSpace(d.src[j]) {
		j++
	}
	if j != i {
		d.tidy = false
	}
	return j
}

// add appends a node that starts at i, with nothing in it. Its fields are set one
// by one: a composite literal would be made elsewhere and copied in wider pieces
// than it was written in, which stalls the processor. What flags give a meaning to
// is left as it is.
func (d *Doc) add(i int, k Kind) *node {
	at := len(d.nodes)
	if at == cap(d.nodes) {
		d.nodes = slices.Grow(d.nodes, 1)
	}
	d.nodes = d.nodes[:at+1]
	nd := &d.nodes[at]
	nd.start, nd.next, nd.n, nd.kind, nd.flags = uint32(i), int32(at+1), 0, k, 0
	return nd
}

func (d *Doc) value(i, depth int) (int, error) {
	if depth > d.max {
		return 0, ErrDepth
	}
	if i >= len(d.src) {
		return 0, &SyntaxError{Offset: i, Want: "a value"}
	}
	at := len(d.nodes)
	var err error
	switch c := d.src[i]; {
	case c == '{':
		return d.object(i, depth)
	case c == '[':
		return d.array(i, depth)
	case c == '"':
		return d.str(i)
	case c == '-' || c >= '0' && c <= '9':
		d.add(i, Number)
		if i, err = d.number(i); err != nil {
			return 0, err
		}
	case c == 't':
		d.add(i, Bool).flags = flagTrue
		i, err = d.literal(i, "true")
	case c == 'f':
		d.add(i, Bool)
		i, err = d.literal(i, "false")
	case c == 'n':
		d.add(i, Null)
		i, err = d.literal(i, "null")
	default:
		return 0, &SyntaxError{Offset: i, Want: "a value"}
	}
	if err != nil {
		return 0, err
	}
	d.nodes[at].end = uint32(i)
	return i, nil
}

func (d *Doc) literal(i int, w string) (int, error) {
	if len(d.src)-i < len(w) || string(d.src[i:i+len(w)]) != w {
		return 0, &SyntaxError{Offset: i, Want: "a value"}
	}
	return i + len(w), nil
}

func (d *Doc) number(i int) (int, error) {
	s := d.src
	if s[i] == '-' {
		i++
	}
	switch {
	case i < len(s) && s[i] == '0':
		i++
	case i < len(s) && s[i] >= '1' && s[i] <= '9':
		i = digits(s, i)
	default:
		return 0, &SyntaxError{Offset: i, Want: "a digit"}
	}
	if i < len(s) && s[i] == '.' {
		j := digits(s, i+1)
		if j == i+1 {
			return 0, &SyntaxError{Offset: j, Want: "a digit"}
		}
		i = j
	}
	if i < len(s) && (s[i] == 'e' || s[i] == 'E') {
		i++
		if i < len(s) && (s[i] == '+' || s[i] == '-') {
			i++
		}
		j := digits(s, i)
		if j == i {
			return 0, &SyntaxError{Offset: j, Want: "a digit"}
		}
		i = j
	}
	return i, nil
}

func digits(s []byte, i int) int {
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	return i
}

func (d *Doc) array(i, depth int) (int, error) {
	at := len(d.nodes)
	d.add(i, Array)
	i = d.space(i + 1)
	var n int32
	if i < len(d.src) && d.src[i] == ']' {
		return d.close(at, i, 0)
	}
	for {
		var err error
		if i, err = d.value(i, depth+1); err != nil {
			return 0, err
		}
		n++
		i = d.space(i)
		if i >= len(d.src) || d.src[i] != ',' && d.src[i] != ']' {
			return 0, &SyntaxError{Offset: i, Want: "',' or ']'"}
		}
		if d.src[i] == ']' {
			return d.close(at, i, n)
		}
		i = d.space(i + 1)
	}
}

func (d *Doc) object(i, depth int) (int, error) {
	at := len(d.nodes)
	d.add(i, Object).val = 0
	i = d.space(i + 1)
	if i < len(d.src) && d.src[i] == '}' {
		return d.close(at, i, 0)
	}
	var n int32
	shape := &none // nil once it is not known
	var seen nameSet
	repeated := false
	for {
		name := len(d.nodes)
		var err error
		if next, end := shape.step(d.src, i); next != nil {
			d.add(i, String).end = uint32(end - 1)
			shape, i = next, d.space(end)
		} else {
			if i, err = d.name(i); err != nil {
				return 0, err
			}
			if shape != nil {
				if shape = shape.with(d.bytes(name)); shape == nil {
					repeated = d.names(at, &seen)
				}
			} else if seen.add(d.word(name)) {
				repeated = true
			}
		}
		if i < len(d.src) && d.src[i] == '"' && depth < d.max { // the usual value
			i, err = d.str(i)
		} else {
			i, err = d.value(i, depth+1)
		}
		if err != nil {
			return 0, err
		}
		nd := &d.nodes[name]
		nd.flags |= flagName
		nd.val = int32(name + 1)
		nd.next = d.nodes[name+1].next
		n++
		i = d.space(i)
		if i >= len(d.src) || d.src[i] != ',' && d.src[i] != '}' {
			return 0, &SyntaxError{Offset: i, Want: "',' or '}'"}
		}
		if d.src[i] == '}' {
			switch {
			case shape != nil:
				d.nodes[at].val = shape.id
			case repeated:
				n -= d.dropDuplicates(at, n)
			}
			return d.close(at, i, n)
		}
		i = d.space(i + 1)
	}
}

// name reads a member's name and the colon, and returns where the value is.
func (d *Doc) name(i int) (int, error) {
	if i >= len(d.src) || d.src[i] != '"' {
		return 0, &SyntaxError{Offset: i, Want: "a member name"}
	}
	i, err := d.str(i)
	if err != nil {
		return 0, err
	}
	i = d.space(i)
	if i >= len(d.src) || d.src[i] != ':' {
		return 0, &SyntaxError{Offset: i, Want: "':'"}
	}
	return d.space(i + 1), nil
}

// names has seen know the names that the object at a node has so far, and tells
// whether one may be a repetition.
func (d *Doc) names(at int, seen *nameSet) (repeated bool) {
	for i := at + 1; i < len(d.nodes); i = int(d.nodes[i].next) {
		if seen.add(d.word(i)) {
			repeated = true
		}
	}
	return repeated
}

func (d *Doc) close(at, i int, n int32) (int, error) {
	d.nodes[at].end = uint32(i + 1)
	d.nodes[at].next = int32(len(d.nodes))
	d.nodes[at].n = n
	return i + 1, nil
}
