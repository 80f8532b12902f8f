package jsondoc

import (
	"iter"
	"unicode/utf8"
	"unsafe"
)

// A Node is one value of a Doc. The zero Node does not exist: its kind is
// Invalid and every method gives a zero result, so paths can be followed
// without checks in between.
type Node struct {
	d *Doc
	i int32
}

// Root returns the value that was parsed; it does not exist after an error.
func (d *Doc) Root() Node {
	if len(d.nodes) == 0 {
		return Node{}
	}
	return Node{d, 0}
}

// Kind returns the type of the value.
func (n Node) Kind() Kind {
	if n.d == nil {
		return Invalid
	}
	return n.d.nodes[n.i].kind
}

// Exists tells whether n is a value.
func (n Node) Exists() bool { return n.d != nil }

// Raw returns the value's text as it was parsed, white space and all.
func (n Node) Raw() []byte {
	if n.d == nil {
		return nil
	}
	nd := &n.d.nodes[n.i]
	return n.d.src[nd.start:nd.end]
}

// Offset returns where the value's text starts in the parsed text.
func (n Node) Offset() int {
	if n.d == nil {
		return 0
	}
	return int(n.d.nodes[n.i].start)
}

// Text returns the content of a string, unescaped. It is empty for other kinds.
// The result shares memory with the Doc.
func (n Node) Text() string {
	if n.Kind() != String {
		return ""
	}
	b := n.d.bytes(int(n.i))
	return unsafe.String(unsafe.SliceData(b), len(b))
}

// Number returns the text of a number exactly as written, else "".
// The result shares memory with the parsed text.
func (n Node) Number() string {
	if n.Kind() != Number {
		return ""
	}
	b := n.Raw()
	return unsafe.String(unsafe.SliceData(b), len(b))
}

// True tells whether n is the value true.
func (n Node) True() bool { return n.Kind() == Bool && n.d.nodes[n.i].flags&flagTrue != 0 }

// Len returns the number of elements or members of a container.
func (n Node) Len() int {
	if n.d == nil {
		return 0
	}
	return int(n.d.nodes[n.i].n)
}

// Get returns the member of that name; it does not exist if n is no object or
// has none.
func (n Node) Get(name string) Node {
	if n.Kind() != Object {
		return Node{}
	}
	d := n.d
	for i, end := n.i+1, d.nodes[n.i].next; i < end; i = d.nodes[i].next {
		if nd := &d.nodes[i]; nd.flags&flagDead == 0 && string(d.bytes(int(i))) == name {
			return Node{d, nd.val}
		}
	}
	return Node{}
}

// Members yields the members of an object in the order of the text.
func (n Node) Members() iter.Seq2[string, Node] {
	return func(yield func(string, Node) bool) {
		for m := n.First(); m.Exists(); m = m.Next() {
			if !yield(m.Name(), m.Value()) {
				return
			}
		}
	}
}

// Elements yields the elements of an array with their index.
func (n Node) Elements() iter.Seq2[int, Node] {
	return func(yield func(int, Node) bool) {
		for i, m := 0, n.First(); m.Exists(); i, m = i+1, m.Next() {
			if !yield(i, m.Value()) {
				return
			}
		}
	}
}

// An Item is a place in a container: a loop over First and Next costs no
// closure. For objects it has a Name.
type Item struct {
	d      *Doc
	i, end int32
}

// First returns the first item of a container.
func (n Node) First() Item {
	if k := n.Kind(); k != Array && k != Object {
		return Item{}
	}
	return Item{n.d, n.i + 1, n.d.nodes[n.i].next}.live()
}

// Exists tells whether the item is in the container.
func (m Item) Exists() bool { return m.d != nil && m.i < m.end }

// Next returns the item after m.
func (m Item) Next() Item { return Item{m.d, m.d.nodes[m.i].next, m.end}.live() }

func (m Item) live() Item {
	for m.i < m.end && m.d.nodes[m.i].flags&flagDead != 0 {
		m.i = m.d.nodes[m.i].next
	}
	return m
}

// Name returns the member's name; "" in an array.
func (m Item) Name() string {
	if m.d.nodes[m.i].flags&flagName == 0 {
		return ""
	}
	b := m.d.bytes(int(m.i))
	return unsafe.String(unsafe.SliceData(b), len(b))
}

// NameWord returns the first eight bytes of the member's name as [bytescan.Word]
// has them, and the name's length. It is cheaper than Name and what a caller could
// make of it.
func (m Item) NameWord() (word uint64, size int) {
	if m.d.nodes[m.i].flags&flagName == 0 {
		return 0, 0
	}
	return m.d.word(int(m.i))
}

// Value returns the member's or element's value.
func (m Item) Value() Node {
	if nd := &m.d.nodes[m.i]; nd.flags&flagName != 0 {
		return Node{m.d, nd.val}
	}
	return Node{m.d, m.i}
}

// Tidy tells whether Raw of every node of the document is compact as it is.
func (d *Doc) Tidy() bool { return d.tidy }

// Printable tells whether what AppendCompact makes of any node of the document is
// without U+007F, the one control character that JSON takes as it is.
func (d *Doc) Printable() bool { return !d.del }

// AppendCompact appends the value without white space, with number text and
// member order kept and strings escaped only where JSON demands it.
func (n Node) AppendCompact(dst []byte) []byte {
	if n.d == nil {
		return dst
	}
	if n.d.tidy {
		return append(dst, n.Raw()...)
	}
	switch n.Kind() {
	case String:
		if n.d.nodes[n.i].flags&flagDecoded == 0 {
			return append(dst, n.Raw()...)
		}
		return AppendString(dst, n.Text())
	case Array, Object:
		open, shut := byte('['), byte(']')
		if n.Kind() == Object {
			open, shut = '{', '}'
		}
		dst = append(dst, open)
		for m := n.First(); m.Exists(); {
			if open == '{' {
				dst = append(AppendString(dst, m.Name()), ':')
			}
			dst = m.Value().AppendCompact(dst)
			if m = m.Next(); m.Exists() {
				dst = append(dst, ',')
			}
		}
		return append(dst, shut)
	default:
		return append(dst, n.Raw()...)
	}
}

const hexDigits = "0123456789abcdef"

// AppendString appends s as a JSON string. Only quotes, backslashes and control
// characters below U+0020 are escaped; invalid UTF-8 becomes U+FFFD.
func AppendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(s[i:])
			if r != utf8.RuneError || n != 1 {
				i += n
				continue
			}
			dst = append(dst, s[from:i]...)
			dst = utf8.AppendRune(dst, utf8.RuneError)
			i++
			from = i
			continue
		}
		dst = append(dst, s[from:i]...)
		switch c {
		case '"', '\\':
			dst = append(dst, '\\', c)
		case '\b':
			dst = append(dst, '\\', 'b')
		case '\f':
			dst = append(dst, '\\', 'f')
		case '\n':
			dst = append(dst, '\\', 'n')
		case '\r':
			dst = append(dst, '\\', 'r')
		case '\t':
			dst = append(dst, '\\', 't')
		default:
			dst = append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
		i++
		from = i
	}
	dst = append(dst, s[from:]...)
	return append(dst, '"')
}
