package jsondoc

import (
	"errors"
	"fmt"
	"math"
	"unicode/utf8"

	"github.com/camonica/camonica/bytescan"
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
	d.src, d.nodes, d.text, d.max, d.tidy = src, d.nodes[:0], d.text[:0], depth, true
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

func (d *Doc) space(i int) int {
	j := i
	for j < len(d.src) && isSpace(d.src[j]) {
		j++
	}
	if j != i {
		d.tidy = false
	}
	return j
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
		d.nodes = append(d.nodes, node{start: uint32(i), kind: Number})
		if i, err = d.number(i); err != nil {
			return 0, err
		}
	case c == 't':
		d.nodes = append(d.nodes, node{start: uint32(i), kind: Bool, flags: flagTrue})
		i, err = d.word(i, "true")
	case c == 'f':
		d.nodes = append(d.nodes, node{start: uint32(i), kind: Bool})
		i, err = d.word(i, "false")
	case c == 'n':
		d.nodes = append(d.nodes, node{start: uint32(i), kind: Null})
		i, err = d.word(i, "null")
	default:
		return 0, &SyntaxError{Offset: i, Want: "a value"}
	}
	if err != nil {
		return 0, err
	}
	d.nodes[at].end = uint32(i)
	d.nodes[at].next = int32(at + 1)
	return i, nil
}

func (d *Doc) word(i int, w string) (int, error) {
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
	d.nodes = append(d.nodes, node{start: uint32(i), kind: Array})
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
	d.nodes = append(d.nodes, node{start: uint32(i), kind: Object})
	i = d.space(i + 1)
	if i < len(d.src) && d.src[i] == '}' {
		return d.close(at, i, 0)
	}
	var n int32
	for {
		if i >= len(d.src) || d.src[i] != '"' {
			return 0, &SyntaxError{Offset: i, Want: "a member name"}
		}
		name := len(d.nodes)
		var err error
		if i, err = d.str(i); err != nil {
			return 0, err
		}
		i = d.space(i)
		if i >= len(d.src) || d.src[i] != ':' {
			return 0, &SyntaxError{Offset: i, Want: "':'"}
		}
		i = d.space(i + 1)
		d.nodes[name].flags |= flagName
		d.nodes[name].val = int32(name + 1)
		if i, err = d.value(i, depth+1); err != nil {
			return 0, err
		}
		d.nodes[name].next = d.nodes[name+1].next
		n++
		i = d.space(i)
		if i >= len(d.src) || d.src[i] != ',' && d.src[i] != '}' {
			return 0, &SyntaxError{Offset: i, Want: "',' or '}'"}
		}
		if d.src[i] == '}' {
			return d.close(at, i, n-d.dropDuplicates(at, n))
		}
		i = d.space(i + 1)
	}
}

func (d *Doc) close(at, i int, n int32) (int, error) {
	d.nodes[at].end = uint32(i + 1)
	d.nodes[at].next = int32(len(d.nodes))
	d.nodes[at].n = n
	return i + 1, nil
}

// pairwiseMax is the number of members up to which comparing a suspicious name
// with those before it is cheaper than a map.
const pairwiseMax = 64

// A nameSet remembers names by eight bits of a hash: a name whose bit is not set
// is not a repetition.
type nameSet [4]uint64

// add remembers a name and tells whether it may be there already.
func (s *nameSet) add(name []byte) bool {
	h := uint(len(name))
	if len(name) > 0 {
		h = h*31 + uint(name[0])
		h = h*31 + uint(name[len(name)/2])
		h = h*31 + uint(name[len(name)-1])
	}
	word, bit := h>>6&3, uint64(1)<<(h&63)
	seen := s[word]&bit != 0
	s[word] |= bit
	return seen
}

// dropDuplicates lets the last value of a repeated name take the place of the
// first and returns how many members died.
func (d *Doc) dropDuplicates(at int, n int32) (dead int32) {
	if n < 2 {
		return 0
	}
	end := len(d.nodes)
	if n > pairwiseMax {
		first := make(map[string]int, n)
		for i := at + 1; i < end; i = int(d.nodes[i].next) {
			name := string(d.bytes(i))
			if f, ok := first[name]; ok {
				d.nodes[f].val = d.nodes[i].val
				d.nodes[i].flags |= flagDead
				dead++
				continue
			}
			first[name] = i
		}
	} else {
		var seen nameSet
		for i := at + 1; i < end; i = int(d.nodes[i].next) {
			a := d.bytes(i)
			if !seen.add(a) {
				continue
			}
			for f := at + 1; f < i; f = int(d.nodes[f].next) {
				if b := d.bytes(f); len(a) == len(b) && d.nodes[f].flags&flagDead == 0 && string(a) == string(b) {
					d.nodes[f].val = d.nodes[i].val
					d.nodes[i].flags |= flagDead
					dead++
					break
				}
			}
		}
	}
	if dead > 0 {
		d.tidy = false
	}
	return dead
}

// str reads the string that starts at i.
func (d *Doc) str(i int) (int, error) {
	s := d.src
	start := i
	i = bytescan.Special(s, i+1)
	if i < len(s) && s[i] == '"' {
		at := len(d.nodes)
		d.nodes = append(d.nodes, node{start: uint32(start), end: uint32(i + 1), kind: String, next: int32(at + 1)})
		return i + 1, nil
	}
	// Something needs a closer look: escapes, or bytes that may be no UTF-8.
	textAt, from, decoded := len(d.text), start+1, false
	keep := func(to int) { d.text = append(d.text, s[from:to]...) }
	for i < len(s) {
		c := s[i]
		switch {
		case c == '"':
			at := len(d.nodes)
			nd := node{start: uint32(start), end: uint32(i + 1), kind: String, next: int32(at + 1)}
			if decoded {
				keep(i)
				nd.flags, nd.text, nd.textLen = flagDecoded, uint32(textAt), uint32(len(d.text)-textAt)
				d.tidy = false
			}
			d.nodes = append(d.nodes, nd)
			return i + 1, nil
		case c == '\\':
			keep(i)
			decoded = true
			n, err := d.escape(i)
			if err != nil {
				return 0, err
			}
			i += n
			from = i
		case c < ' ':
			return 0, &SyntaxError{Offset: i, Want: "an escaped control character"}
		case c < utf8.RuneSelf:
			i = bytescan.Special(s, i+1)
		default:
			r, n := utf8.DecodeRune(s[i:])
			if r == utf8.RuneError && n == 1 {
				keep(i)
				decoded = true
				d.text = utf8.AppendRune(d.text, utf8.RuneError)
				from = i + 1
			}
			i += n
		}
	}
	return 0, &SyntaxError{Offset: i, Want: "'\"'"}
}

// escape appends what the escape sequence at i stands for and returns its length.
func (d *Doc) escape(i int) (int, error) {
	s := d.src
	if i+1 >= len(s) {
		return 0, &SyntaxError{Offset: i + 1, Want: "an escape"}
	}
	var c byte
	switch s[i+1] {
	case '"', '\\', '/':
		c = s[i+1]
	case 'b':
		c = '\b'
	case 'f':
		c = '\f'
	case 'n':
		c = '\n'
	case 'r':
		c = '\r'
	case 't':
		c = '\t'
	case 'u':
		r, ok := hex4(s, i+2)
		if !ok {
			return 0, &SyntaxError{Offset: i + 2, Want: "four hex digits"}
		}
		n := 6
		if r >= 0xD800 && r < 0xE000 {
			low, ok := rune(0), false
			if r < 0xDC00 && i+7 < len(s) && s[i+6] == '\\' && s[i+7] == 'u' {
				low, ok = hex4(s, i+8)
			}
			if ok && low >= 0xDC00 && low < 0xE000 {
				r, n = (r-0xD800)<<10|(low-0xDC00)+0x10000, 12
			} else {
				r = utf8.RuneError
			}
		}
		d.text = utf8.AppendRune(d.text, r)
		return n, nil
	default:
		return 0, &SyntaxError{Offset: i + 1, Want: "an escape"}
	}
	d.text = append(d.text, c)
	return 2, nil
}

func hex4(s []byte, i int) (rune, bool) {
	if i+4 > len(s) {
		return 0, false
	}
	var r rune
	for _, c := range s[i : i+4] {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c >= 'a' && c <= 'f':
			c -= 'a' - 10
		case c >= 'A' && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

// bytes is the text of string node i.
func (d *Doc) bytes(i int) []byte {
	n := &d.nodes[i]
	if n.flags&flagDecoded != 0 {
		return d.text[n.text : n.text+n.textLen]
	}
	return d.src[n.start+1 : n.end-1]
}
