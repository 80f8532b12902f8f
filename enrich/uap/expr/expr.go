package expr

import (
	"regexp"
	"regexp/syntax"
	"sync"
	"unicode/utf8"
)

// An Expr is a compiled expression. It may be used from many goroutines.
type Expr struct {
	tree   *syntax.Regexp
	prog   *program // nil: package regexp does it all
	regexp func() *regexp.Regexp
}

// Compile compiles an expression.
func Compile(text string) (*Expr, error) {
	tree, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return nil, err
	}
	return &Expr{
		tree: tree,
		prog: compile(tree),
		// Most expressions never need it.
		regexp: sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) }),
	}, nil
}

// Tree returns the expression as it was parsed. It must not be changed.
func (e *Expr) Tree() *syntax.Regexp { return e.tree }

// A Matcher is a text to match against and the memory that it takes. It belongs
// to one goroutine.
type Matcher struct {
	text   string
	lower  []byte
	ascii  bool
	stack  []frame
	groups []int
	steps  int
}

// SetText sets the text that Match looks at.
func (m *Matcher) SetText(text string) {
	m.text, m.ascii, m.lower = text, true, m.lower[:0]
	for i := range len(text) {
		c := text[i]
		m.ascii = m.ascii && c < utf8.RuneSelf
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		m.lower = append(m.lower, c)
	}
}

// Match finds the first match in the text. It returns where the match and its
// groups begin and end, as regexp.FindStringSubmatchIndex does, nil if there is
// none. The result is valid until the next call.
func (e *Expr) Match(m *Matcher) []int {
	if e.prog == nil || !m.ascii {
		return e.regexp().FindStringSubmatchIndex(m.text)
	}
	switch e.prog.find(m) {
	case found:
		return m.groups
	case notFound:
		return nil
	}
	return e.regexp().FindStringSubmatchIndex(m.text)
}
